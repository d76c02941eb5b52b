//! A page that needs nothing else to be read: no script, no file beside it, and it prints well.

use crate::domain::sheet::{How, Part, Sheet};
use leptos::prelude::*;

const STYLE: &str = ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;\
margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}h1{line-height:1.2}h2{margin-top:2rem}\
dl{display:grid;grid-template-columns:minmax(6rem,14rem) 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}\
pre{border:1px solid;border-radius:4px;padding:.75rem;white-space:pre-wrap}ol>li{margin:0 0 1rem;break-inside:avoid}\
table{border-collapse:collapse}th,td{padding:.25rem 1rem .25rem 0;text-align:left}\
.banner{border:2px solid;border-radius:4px;padding:.5rem;font-weight:700;text-align:center}\
@media print{body{padding:0;max-width:none}h2{break-after:avoid}}";

/// The document of a page, without its doctype.
pub fn sheet(sheet: &Sheet) -> AnyView {
    page(sheet.title.clone(), sheet.parts.iter().map(part).collect_view().into_any())
}

/// The document of a page with this content below its title, without its doctype.
pub fn page(title: String, content: AnyView) -> AnyView {
    view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>{title.clone()}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <style>{STYLE}</style>
            </head>
            <body><main><h1>{title}</h1> {content}</main></body>
        </html>
    }
    .into_any()
}

fn part(part: &Part) -> AnyView {
    match part {
        Part::Heading(words) => view! { <h2>{words.clone()}</h2> }.into_any(),
        Part::Text(words) => view! { <p>{words.clone()}</p> }.into_any(),
        Part::Facts(facts) => {
            let fact = |(name, value): &(String, String)| {
                view! { <dt>{name.clone()}</dt> <dd>{value.clone()}</dd> }
            };
            view! { <dl>{facts.iter().map(fact).collect_view()}</dl> }.into_any()
        }
        Part::Pages(pages) => {
            let page = |(name, title): &(String, String)| {
                view! { <li><a href=format!("{name}.html")>{title.clone()}</a></li> }
            };
            view! { <ul>{pages.iter().map(page).collect_view()}</ul> }.into_any()
        }
        Part::Steps(steps) => view! { <ol>{steps.iter().map(step).collect_view()}</ol> }.into_any(),
        Part::Commands(lines) => view! { <pre>{lines.join("\n")}</pre> }.into_any(),
    }
}

fn step((text, how): &(String, Vec<How>)) -> AnyView {
    let how = how.iter().map(|how| {
        let command = how.command.clone().map(|command| view! { <pre>{command}</pre> });
        view! { <div>{how.words.clone()}</div> {command} }
    });
    view! { <li><b>{text.clone()}</b> {how.collect_view()}</li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn what_people_wrote_stays_text_and_nothing_else_is_needed() {
        let example = |text: &str| {
            let text = text.to_owned();
            let pair = vec![(text.clone(), text.clone())];
            let parts = vec![
                Part::Heading(text.clone()),
                Part::Text(text.clone()),
                Part::Facts(pair),
                Part::Steps(vec![(
                    text.clone(),
                    vec![How { words: text.clone(), command: Some(text.clone()) }],
                )]),
                Part::Commands(vec![text.clone()]),
                Part::Pages(vec![("index".to_owned(), text.clone())]),
            ];
            Sheet { name: "x".to_owned(), title: text, parts }
        };
        hostile::assert_stays_text(|text| sheet(&example(text)).to_html());
        let html = sheet(&example("x")).to_html();
        assert!(
            html.contains("<div>x</div> <pre>x</pre>") || html.contains("<div>x</div><pre>x</pre>"),
            "{html}"
        );
        assert!(
            !html.contains("<script") && !html.contains("<link") && html.contains("@media print"),
            "{html}"
        );
        assert!(html.contains("href=\"index.html\""), "{html}");
    }
}
