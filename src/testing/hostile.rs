//! Strings that try to become something else than text, and a check that pages keep them text.

/// Texts that break out of careless markup, addresses, terminals and lines.
pub const STRINGS: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</noscript><img src=x onerror=alert(1)>",
    "</template><img src=x onerror=alert(1)>",
    "</p></div></main></body></html><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></p><style><img src onerror=alert(1)></style></math>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>Approve</button></form>",
    "<button formaction=javascript:alert(1)>Approve</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{display:none}</style>",
    "<a href=javascript:alert(1)>click</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">click</a>",
    "<x onclick=alert(1)>",
    "<!--><script>alert(1)</script-->",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<%= 7 * 7 %>",
    "{{7*7}} ${7*7} #{7*7}",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=alert(1) x=\"",
    "` onmouseover=alert(1) `",
    "\"/><svg onload=alert(1)>",
    "x\" style=\"position:fixed;inset:0",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/",
    "\\\\evil.example\\",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&quot; onmouseover=&quot;alert(1)",
    "&amp;&lt;&gt;&copy;&notit;",
    "<",
    ">",
    "\"",
    "'",
    "&",
    "</",
    "<!>",
    "<scr<script>ipt>alert(1)</script>",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "\u{0}<script>alert(1)</script>",
    "before\u{0}after",
    "line one\nline two",
    "line one\r\nSet-Cookie: a=b",
    "\nleading line",
    "   spaces   ",
    "release \u{202e}0.8.2\u{202c} approved",
    "\u{202a}left\u{202b}right\u{202d}over\u{202c}",
    "\u{2066}isolate\u{2067}d\u{2068}text\u{2069}",
    "zero\u{200b}width\u{feff}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[31",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;javascript:alert(1)\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]8;;https://evil.example/\u{7}https://good.example/\u{1b}]8;;\u{7}",
    "\u{1b}P1$r<script>alert(1)</script>\u{1b}\\",
    "\u{1b}_<script>alert(1)</script>\u{1b}\\",
    "\u{1b}]1337;File=name=x;inline=1:PHNjcmlwdD4=\u{7}",
    "\u{9b}31mred",
    "\u{8}\u{8}\u{8}overwritten",
    "100%\r0%",
    "; rm -rf / #",
    "$(reboot) `reboot` | reboot && reboot",
    "' OR '1'='1' --",
    "\"; DROP TABLE deployment; --",
    "../../../../etc/passwd",
    "%2e%2e%2f%3cscript%3e",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-1+1",
    "𝕊𝕝𝕚𝕡𝕨𝕒𝕪 👩‍👩‍👧‍👦 مرحبا",
];

/// The elements of markup with the names of their attributes, in order; values and text are left out.
///
/// Reads what Slipway writes: attribute values in double quotes, no raw text elements.
pub fn structure(html: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (element, after) = element(&rest[start + 1..]);
        if element != "!" {
            elements.push(element);
        }
        rest = after;
    }
    elements
}

/// One element from behind its `<`: its name and attribute names, and what follows its `>`.
fn element(html: &str) -> (String, &str) {
    let mut shape = String::new();
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return (shape, &html[at + 1..]),
            c if !quoted => shape.push(c),
            _ => {}
        }
    }
    (format!("{shape} (unclosed)"), "")
}

/// Fails where a hostile text changes the elements of what `render` writes, or gets out raw.
pub fn assert_stays_text(render: impl Fn(&str) -> String) {
    let calm = structure(&render("calm"));
    for text in STRINGS {
        let html = render(text);
        assert_eq!(structure(&html), calm, "{text:?} changed the markup: {html}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_structure_is_elements_and_attribute_names() {
        let html = r#"<p class="a > b">x<!> &lt;i&gt;</p><br><a href="/" title="t">"#;
        assert_eq!(structure(html), ["p class=", "/p", "br", "a href= title="]);
    }

    #[test]
    #[should_panic(expected = "changed the markup")]
    fn a_careless_renderer_is_found() {
        assert_stays_text(|text| format!("<p title=\"{text}\">x</p>"));
    }
}
