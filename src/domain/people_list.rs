//! A list of people as somebody pastes it: a person a line, with all that is wrong told at once.

use super::person;
use super::wrong::Wrongs;
use std::collections::HashMap;

/// The most people that are added at once.
pub const MOST: usize = 200;

/// A person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The line, counted from 1.
    pub line: usize,
    /// What they will type to sign in.
    pub sign_in_name: String,
    /// What pages show; the sign-in name where it is left out.
    pub display_name: Option<String>,
    /// Where they get mail.
    pub email: Option<String>,
    /// The roles they are to hold: `ROLE` or `ROLE@PROJECT`.
    pub roles: Vec<String>,
}

/// Reads the list: `name, display name, e-mail, ROLE[@PROJECT] ...` a line. Empty lines and those that begin with `#`
/// are left out, and so is what follows the sign-in name where it is empty.
///
/// # Errors
/// Everything that is wrong, by line.
pub fn read(text: &str) -> Result<Vec<Listed>, Wrongs<usize>> {
    let mut wrongs = Wrongs::default();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let listed: Vec<Listed> = lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| person_of(number, line))
        .collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    for person in &listed {
        check(person, &mut wrongs);
        let name = person.sign_in_name.to_ascii_lowercase();
        if let Some(earlier) = first.get(&name) {
            let words = format!("{} stands in line {earlier} already.", person.sign_in_name);
            wrongs.add(person.line, words);
        }
        first.entry(name).or_insert(person.line);
    }
    match listed.len() {
        0 => wrongs.add(1, "The list names nobody."),
        1..=MOST => {}
        count => wrongs.add(MOST + 1, format!("At most {MOST} people are added at once; here are {count}.")),
    }
    if wrongs.is_empty() { Ok(listed) } else { Err(wrongs) }
}

fn person_of(line: usize, text: &str) -> Listed {
    let mut parts = text.split(',').map(str::trim);
    let mut given = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
    let (name, display_name, email) = (given(), given(), given());
    let roles = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Listed { line, sign_in_name: name.unwrap_or_default(), display_name, email, roles }
}

fn check(listed: &Listed, wrongs: &mut Wrongs<usize>) {
    wrongs.note(listed.line, person::check_sign_in_name(&listed.sign_in_name));
    if let Some(name) = &listed.display_name {
        wrongs.note(listed.line, person::check_display_name(name));
    }
    if let Some(email) = &listed.email {
        wrongs.note(listed.line, person::check_email(email));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_person() {
        let listed =
            read("# team\nana, Ana Silva, ana@example.org, SRE, DevOps@shop\r\n\n ben ,,,\ncleo").unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!((listed[0].line, listed[0].roles.join(" ")), (2, "SRE DevOps@shop".to_owned()));
        assert_eq!(listed[0].email.as_deref(), Some("ana@example.org"));
        assert_eq!((listed[1].sign_in_name.as_str(), &listed[1].display_name), ("ben", &None));
        assert_eq!((listed[2].line, listed[2].roles.len()), (5, 0));
    }

    #[test]
    fn everything_that_is_wrong_is_told_by_line() {
        let wrongs = read("ana\nbé\nANA\ncleo,,nowhere\n,Dora").unwrap_err();
        let told: Vec<usize> = wrongs.0.iter().map(|wrong| wrong.place).collect();
        assert_eq!(told, [2, 3, 4, 5]);
        assert!(wrongs.0[1].words.contains("line 1"), "{}", wrongs.0[1].words);
        assert_eq!(read(" \n# nobody").unwrap_err().0[0].words, "The list names nobody.");
        let many = (0..201).map(|at| format!("p{at}\n")).collect::<String>();
        assert!(read(&many).unwrap_err().0[0].words.contains("At most 200"));
    }
}
