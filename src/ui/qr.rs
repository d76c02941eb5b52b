//! A picture of squares from which a telephone reads a text.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// How many squares of room a reader wants around the picture.
const QUIET: i32 = 4;

/// The picture, dark on light in every scheme, as readers want it; none where the text is too long for one. `label`
/// says what it is for who does not see it.
pub fn qr(text: &str, label: &str) -> Option<AnyView> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let (label, area) = (label.to_owned(), format!("0 0 {size} {size}"));
    let view = view! {
        <svg class="qr" viewBox=area width="208" height="208" role="img" aria-label=label shape-rendering="crispEdges">
            <path fill="#fff" d=format!("M0 0h{size}v{size}h-{size}z")></path>
            <path fill="#000" d=squares(&code)></path>
        </svg>
    };
    Some(view.into_any())
}

fn squares(code: &QrCode) -> String {
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = places.filter(|(x, y)| code.get_module(*x, *y));
    dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_picture_has_a_corner_with_its_eye_and_room_around_it() {
        let html = qr("otpauth://totp/Slipway:ana?secret=ABC", "The key").unwrap().to_html();
        assert!(html.contains("aria-label=\"The key\"") && html.contains("M4 4h1v1h-1z"), "{html}");
        assert!(!html.contains("M3 4h") && !html.contains("otpauth"), "{html}");
        assert!(qr(&"a".repeat(5_000), "The key").is_none());
    }

    #[test]
    fn its_label_stays_text() {
        hostile::assert_stays_text(|text| qr("text", text).unwrap().to_html());
    }
}
