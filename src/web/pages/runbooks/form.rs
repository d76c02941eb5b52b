//! The form that a runbook is written with.

use crate::ui::button::{Button, Look, actions};
use crate::ui::field::Field;
use crate::ui::form::Form;
use leptos::prelude::*;

/// What a new runbook begins with.
pub const STARTER: &str = "# What this runbook brings back

- **Recovery Time Objective**: 1h
- **Drill Every**: 90d
- **Environments**: development, staging

## Steps
1. **Assess the impact**: what is lost, and since when?
2. **Bring it back**
3. **Verify that it works**

```yaml
automation:
  Assess the impact: {expected_time: 5m}
  Verify that it works: {expect: what people see when it works}
```
";

/// The form with what stands in it.
pub fn form(action: String, csrf: &str, document: &str) -> AnyView {
    let hint = "Markdown: a title, a numbered list of steps, objectives and environments as named lines, and a block that \
                says who does a step, what is expected, and which command does it.";
    let field = Field::area("document", "Document").hint(hint).value(document).required();
    let button = Button::new("Save the draft").look(Look::Primary);
    let fields = view! { {field.view()} {actions(button.view())} };
    Form::post(action, csrf).stacked().view(fields)
}
