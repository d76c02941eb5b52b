//! `Key: value` lines that are not written as the template has them: without bold marks, in a table, in a paragraph, or
//! between `---` at the document's beginning.

use super::outline::{Cell, Field, Outline, Table, one_line};
use super::section::Section;
use super::synonyms::letters;
use crate::domain::reading::Reader;
use std::ops::Range;

/// The parts of the template whose lines may be written so.
const PARTS: [Section; 7] = [
    Section::DocumentControl,
    Section::StrategySummary,
    Section::SecurityProtocols,
    Section::BackupStrategy,
    Section::RecoveryPlan,
    Section::DeploymentDocumentation,
    Section::SupportDocumentation,
];
/// The longest key, in characters.
const LONGEST: usize = 40;

/// Other words for the template's keys.
const KEYS: [(&str, &[&str]); 10] = [
    (
        "Project",
        &[
            "project name",
            "product",
            "application",
            "application name",
            "service",
            "service name",
            "system",
            "projekt",
            "projektname",
            "projet",
            "nom du projet",
            "proyecto",
            "nombre del proyecto",
            "projeto",
            "nome do projeto",
        ],
    ),
    ("Version", &["document version", "versión", "versão"]),
    (
        "Last Updated",
        &[
            "date",
            "updated",
            "last update",
            "last modified",
            "datum",
            "stand",
            "zuletzt geändert",
            "zuletzt aktualisiert",
            "mise à jour",
            "dernière mise à jour",
            "última actualización",
            "actualizado",
            "última atualização",
            "atualizado",
        ],
    ),
    ("Status", &["document status", "statut", "estado", "estatus"]),
    (
        "Deployment Type",
        &[
            "deployment strategy",
            "type",
            "strategy",
            "deployment method",
            "deployment model",
            "rollout type",
            "art der bereitstellung",
            "bereitstellungsart",
            "type de déploiement",
            "tipo de despliegue",
            "tipo de implantação",
        ],
    ),
    (
        "Release Frequency",
        &[
            "frequency",
            "cadence",
            "release cadence",
            "release schedule",
            "deployment frequency",
            "schedule",
            "release-häufigkeit",
            "fréquence",
            "fréquence de livraison",
            "frecuencia",
            "frequência",
        ],
    ),
    (
        "Environments",
        &[
            "environment",
            "target environments",
            "deployment environments",
            "umgebungen",
            "environnements",
            "entornos",
            "ambientes",
        ],
    ),
    (
        "Rollback Strategy",
        &[
            "rollback",
            "rollback plan",
            "rollback approach",
            "rückfallstrategie",
            "stratégie de retour arrière",
            "estrategia de reversión",
            "estratégia de reversão",
        ],
    ),
    ("Recovery Time Objective", &["rto", "recovery time objective rto", "recovery time"]),
    ("Recovery Point Objective", &["rpo", "recovery point objective rpo", "recovery point"]),
];

/// Whether a line's key is the template's own, ignoring case; for a newer reader its signs too.
pub fn is_own(written: &str, key: &str, reader: Reader) -> bool {
    written.eq_ignore_ascii_case(key) || reader > Reader::First && letters(key) == letters(written)
}

/// Whether a line's key is the template's in other words.
pub fn is_usual(written: &str, key: &str, reader: Reader) -> bool {
    let wanted = letters(written);
    let others = KEYS.iter().find(|(own, _)| *own == key).map_or(&[][..], |(_, others)| others);
    reader > Reader::First && others.iter().any(|other| letters(other) == wanted)
}

/// The lines of a document that are not bold list items.
pub fn others(outline: &Outline, source: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (index, item) in outline.items.iter().enumerate() {
        if item.strong.is_none() || item.field(source, index).is_none() {
            let line = item.at..line_end(source, item.at);
            fields.extend(plain(source, line, item.under, Some(index)).filter(is_read));
        }
    }
    for paragraph in &outline.paragraphs {
        let lines = lines(source, paragraph.range.clone());
        fields.extend(lines.filter_map(|line| plain(source, line, paragraph.under, None)).filter(is_read));
    }
    let tables = outline.tables.iter();
    let tables = tables.filter(|table| table.under.is_some_and(|part| PARTS.contains(&part)));
    tables.for_each(|table| fields.extend(in_table(table)));
    if !fields.iter().any(|field| field.under == Some(Section::DocumentControl))
        && !outline.fields(source).iter().any(|field| field.under == Some(Section::DocumentControl))
    {
        fields.extend(front_matter(outline, source));
    }
    fields
}

/// Whether a line is read where it stands: below a part of the template with such lines, or, wherever it stands, as the
/// list of environments.
fn is_read(field: &Field) -> bool {
    let lists = || {
        let key = "Environments";
        let names = is_own(&field.key, key, Reader::Second) || is_usual(&field.key, key, Reader::Second);
        names && field.value.contains([',', ';', '/', '|', '→', '>', '+', '&'])
    };
    field.under.is_some_and(|part| PARTS.contains(&part)) || lists()
}

/// A line such as `Key: value` or `**Key**: value`; none where it is something else.
fn plain(source: &str, line: Range<usize>, under: Option<Section>, item: Option<usize>) -> Option<Field> {
    let text = &source[line.clone()];
    let marked = |c: char| !c.is_alphanumeric() && c != ' ';
    let known = |(at, _): &(usize, &str)| is_known(text[..*at].trim_matches(|c| marked(c) || c == ' '));
    let dash = || [" - ", " – ", " — ", "="].iter().find_map(|sign| Some((text.find(sign)?, *sign)));
    let (colon, sign) = text.find(':').map(|at| (at, ":")).or_else(|| dash().filter(known))?;
    let after = &text[colon + sign.len()..];
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`');
    let key = text[..colon].trim_matches(marks);
    let value = after.trim_start_matches(marks).trim_end().trim_end_matches('\\').trim_end();
    let start = line.end - after.len() + (after.len() - after.trim_start_matches(marks).len());
    let fits = !key.is_empty() && key.chars().count() <= LONGEST && !after.starts_with('/');
    fits.then(|| Field {
        under,
        key: key.to_owned(),
        value: one_line(value),
        range: if value.is_empty() { line.end..line.end } else { start..start + value.len() },
        item,
        line: line.clone(),
    })
}

/// The keys and values of a table: a pair in each row, or the keys as its head above one row of values.
fn in_table(table: &Table) -> Vec<Field> {
    let pair = |line: &Range<usize>, key: &Cell, value: &Cell| Field {
        under: table.under,
        key: key.text.trim_end_matches(':').to_owned(),
        value: value.text.clone(),
        range: value.at..value.at + value.text.len(),
        item: None,
        line: line.clone(),
    };
    let known = |cell: &Cell| is_known(cell.text.trim_end_matches(':'));
    let across = table.header.iter().filter(|cell| known(cell)).count();
    if let ([(row, cells)], true) = (table.rows.as_slice(), across > 1) {
        return table.header.iter().zip(cells).map(|(key, value)| pair(row, key, value)).collect();
    }
    let two = table.header.len() == 2;
    let rows = table.rows.iter().filter(|(_, cells)| cells.len() > 1 && !cells[0].text.is_empty());
    let rows =
        rows.filter(|(_, cells)| two || known(&cells[0])).map(|(row, cells)| pair(row, &cells[0], &cells[1]));
    // A table without a head of its own has its first pair there.
    let head = table
        .header
        .first()
        .zip(table.header.get(1))
        .filter(|(key, value)| known(key) && !known(value) && two);
    let end = table.header.last().map_or(table.range.start, |cell| cell.at + cell.text.len());
    let head = head.map(|(key, value)| pair(&(table.range.start..end), key, value));
    head.into_iter().chain(rows).collect()
}

/// Whether a key is one of the template's, in its words or others.
fn is_known(key: &str) -> bool {
    let wanted = letters(key);
    KEYS.iter()
        .any(|(own, others)| letters(own) == wanted || others.iter().any(|other| letters(other) == wanted))
}

/// The lines between `---` speak of the document itself.
fn front_matter(outline: &Outline, source: &str) -> Vec<Field> {
    let Some(range) = outline.front_matter.clone() else { return Vec::new() };
    let unquoted = |field: Field| {
        let quotes = |c: char| matches!(c, '"' | '\'');
        let lead = field.value.len() - field.value.trim_start_matches(quotes).len();
        let value = field.value.trim_matches(quotes).to_owned();
        let start = field.range.start + lead;
        Field { range: start..start + value.len(), value, ..field }
    };
    let top = |line: &Range<usize>| !source[line.clone()].starts_with([' ', '\t', '-', '#']);
    let lines = lines(source, range).filter(top);
    lines.filter_map(|line| plain(source, line, Some(Section::DocumentControl), None)).map(unquoted).collect()
}

fn line_end(source: &str, at: usize) -> usize {
    source[at..].find(['\n', '\r']).map_or(source.len(), |length| at + length)
}

/// The lines of a range, each with its offsets and without its end.
fn lines(source: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = range.start;
    source[range].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}
