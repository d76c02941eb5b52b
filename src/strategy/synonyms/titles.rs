//! Titles of the template's parts in words of their own: *Liste de contrôle avant le déploiement*, *How we release*.
//!
//! A title is a part's when it has a word of each group and no word that is in none of the part's lists.

use super::words;
use crate::strategy::section::Section;

/// What makes a title: the groups that it must have a word of, and words that may stand beside them.
struct Title {
    section: Section,
    groups: &'static [&'static [&'static str]],
    beside: &'static [&'static str],
}

/// Words between the others.
const FILLING: &[&str] = &[
    "the", "a", "an", "of", "for", "to", "and", "our", "your", "every", "each", "all", "we", "you", "it",
    "is", "on", "in", "with", "der", "die", "das", "dem", "den", "des", "fur", "zur", "zum", "und", "jedem",
    "jeder", "vom", "von", "wir", "le", "la", "les", "de", "du", "l", "d", "au", "aux", "a", "et", "chaque",
    "pour", "par", "el", "los", "las", "del", "al", "y", "cada", "para", "en", "un", "una", "o", "os", "as",
    "da", "do", "dos", "das", "e", "um", "uma", "ao", "nous", "como", "comment",
];
/// Words about putting releases out.
const DEPLOY: &[&str] = &[
    "deployment",
    "deployments",
    "deploy",
    "deploying",
    "release",
    "releases",
    "releasing",
    "rollout",
    "golive",
    "live",
    "go",
    "launch",
    "launching",
    "production",
    "shipping",
    "ship",
    "deployen",
    "bereitstellung",
    "auslieferung",
    "ausrollen",
    "ausliefern",
    "bereitstellen",
    "veroffentlichung",
    "inbetriebnahme",
    "produktivsetzung",
    "deploiement",
    "deployer",
    "livraison",
    "mise",
    "livrer",
    "despliegue",
    "desplegar",
    "implementacion",
    "lanzamiento",
    "puesta",
    "produccion",
    "publicacion",
    "implantacao",
    "implantar",
    "publicacao",
    "producao",
    "lancamento",
    "predeployment",
    "prerelease",
    "predeploiement",
    "preimplantacao",
    "predespliegue",
];
const BEFORE: &[&str] = &[
    "pre",
    "before",
    "vor",
    "avant",
    "prealable",
    "antes",
    "previa",
    "previo",
    "previas",
    "previos",
    "previamente",
    "anterior",
    "beginning",
    "readiness",
];
const CHECKLIST: &[&str] = &[
    "checklist",
    "checklists",
    "checks",
    "checkliste",
    "pruefliste",
    "prufliste",
    "controle",
    "verification",
    "verifications",
    "comprobacion",
    "verificacion",
    "comprobaciones",
    "verificaciones",
    "verificacao",
    "verificacoes",
    "chequeo",
    "checagem",
    "preflight",
];
const STEPS: &[&str] = &[
    "steps",
    "step",
    "procedure",
    "procedures",
    "instructions",
    "runbook",
    "how",
    "wie",
    "schritte",
    "ablauf",
    "anleitung",
    "vorgehen",
    "etapes",
    "procedure",
    "pasos",
    "procedimiento",
    "passos",
    "procedimento",
    "etapas",
    "playbook",
    "plan",
];
const CONFIGURATION: &[&str] = &[
    "configuration",
    "configurations",
    "config",
    "settings",
    "setup",
    "definition",
    "definitions",
    "konfiguration",
    "einstellungen",
    "parametres",
    "configuracion",
    "configuracao",
    "ajustes",
    "parametros",
];

const TITLES: [Title; 9] = [
    Title {
        section: Section::Checklist,
        groups: &[CHECKLIST, BEFORE],
        beside: &["liste", "lista", "list", "controle", "control"],
    },
    Title {
        section: Section::Checklist,
        groups: &[CHECKLIST, DEPLOY],
        beside: &["liste", "lista", "list", "pre"],
    },
    Title {
        section: Section::DeploymentSteps,
        groups: &[STEPS, DEPLOY],
        beside: &["work", "works", "make", "process"],
    },
    Title {
        section: Section::EnvironmentConfiguration,
        groups: &[
            &[
                "environment",
                "environments",
                "umgebung",
                "umgebungen",
                "environnement",
                "environnements",
                "entorno",
                "entornos",
                "ambiente",
                "ambientes",
            ],
            CONFIGURATION,
        ],
        beside: &["deployment"],
    },
    Title {
        section: Section::KeyMetrics,
        groups: &[&[
            "metrics",
            "kpis",
            "indicators",
            "kennzahlen",
            "metriken",
            "metriques",
            "indicateurs",
            "metricas",
            "indicadores",
            "kpi",
        ]],
        beside: &[
            "key",
            "important",
            "main",
            "health",
            "monitoring",
            "monitored",
            "performance",
            "service",
            "thresholds",
            "wichtige",
            "wichtigste",
            "wichtigsten",
            "zentrale",
            "schwellen",
            "schwellwerte",
            "cles",
            "cle",
            "principaux",
            "principales",
            "seuils",
            "clave",
            "umbrales",
            "principais",
            "chave",
            "limites",
            "rendimiento",
            "desempenho",
            "seguimiento",
        ],
    },
    Title {
        section: Section::AlertConfiguration,
        groups: &[
            &[
                "alert",
                "alerts",
                "alerting",
                "alarme",
                "alarmierung",
                "alarm",
                "alertes",
                "alerte",
                "alertas",
                "alerta",
                "warnungen",
            ],
            &[
                "configuration",
                "configurations",
                "config",
                "settings",
                "setup",
                "rules",
                "rule",
                "regeln",
                "konfiguration",
                "regles",
                "reglas",
                "regras",
                "configuracion",
                "configuracao",
                "thresholds",
            ],
        ],
        beside: &["monitoring"],
    },
    Title {
        section: Section::AccessControl,
        groups: &[
            &[
                "access",
                "zugriff",
                "zugriffs",
                "zugriffsrechte",
                "acces",
                "acceso",
                "accesos",
                "acesso",
                "acessos",
                "permissions",
                "permisos",
                "permissoes",
                "berechtigungen",
                "rechte",
            ],
            &[
                "control",
                "matrix",
                "rights",
                "roles",
                "role",
                "matrice",
                "matriz",
                "controle",
                "droits",
                "rollen",
                "tabelle",
                "table",
                "tabla",
                "tabela",
                "permissions",
                "permisos",
                "niveaux",
                "levels",
            ],
        ],
        beside: &["based", "user", "users", "deployment", "environment"],
    },
    Title {
        section: Section::RecoveryPlan,
        groups: &[
            &[
                "recovery",
                "wiederherstellung",
                "wiederanlauf",
                "notfall",
                "reprise",
                "recuperation",
                "retablissement",
                "recuperacion",
                "recuperacao",
                "restore",
                "restoration",
                "restauration",
                "restauracion",
                "restauracao",
            ],
            &[
                "plan",
                "procedure",
                "procedures",
                "steps",
                "runbook",
                "plano",
                "ablauf",
                "schritte",
                "pasos",
                "passos",
                "etapes",
                "procedimiento",
                "procedimento",
            ],
        ],
        beside: &[
            "disaster",
            "service",
            "sinistre",
            "desastres",
            "desastre",
            "ante",
            "apres",
            "activite",
            "contingencia",
        ],
    },
    Title {
        section: Section::PipelineStages,
        groups: &[
            &["pipeline", "ci", "cd", "build"],
            &[
                "stages",
                "steps",
                "gates",
                "stufen",
                "phasen",
                "etapes",
                "etapas",
                "fases",
                "configuration",
                "quality",
            ],
        ],
        beside: &["deployment"],
    },
];

/// The part that a title names; its words are without the numbers and signs around them.
pub fn part(title: &str) -> Option<Section> {
    if title.len() > 120 {
        return None;
    }
    let words = words(&deunicode::deunicode(title));
    if words.is_empty() || words.len() > 10 {
        return None;
    }
    let has = |list: &[&str], word: &String| list.contains(&word.as_str());
    let fits = |title: &&Title| {
        let known = |word: &String| {
            title.groups.iter().any(|group| has(group, word))
                || has(title.beside, word)
                || has(FILLING, word)
                || matches!(title.section, Section::Checklist | Section::DeploymentSteps) && has(DEPLOY, word)
        };
        title.groups.iter().all(|group| words.iter().any(|word| has(group, word))) && words.iter().all(known)
    };
    TITLES.iter().find(fits).map(|title| title.section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_words_of_their_own_are_parts() {
        for (title, section) in [
            ("Liste de contrôle avant le déploiement", Some(Section::Checklist)),
            ("Liste de contrôle pré-déploiement", Some(Section::Checklist)),
            ("Lista de comprobación antes del despliegue", Some(Section::Checklist)),
            ("Lista de verificação pré-deploy", Some(Section::Checklist)),
            ("Checks before each release", Some(Section::Checklist)),
            ("Checkliste vor jedem Release", Some(Section::Checklist)),
            ("How we release", Some(Section::DeploymentSteps)),
            ("Comment nous déployer: étapes", Some(Section::DeploymentSteps)),
            ("Schritte zum Ausrollen", Some(Section::DeploymentSteps)),
            ("Pasos para el despliegue", Some(Section::DeploymentSteps)),
            ("Konfiguration der Umgebungen", Some(Section::EnvironmentConfiguration)),
            ("Matriz de permisos", Some(Section::AccessControl)),
            ("Wichtigste Kennzahlen", Some(Section::KeyMetrics)),
            ("Plan de reprise après sinistre", Some(Section::RecoveryPlan)),
            ("Post-Deployment Checklist", None),
            ("Pre-Deployment Checklist - Database", None),
            ("Deployment Goals", None),
            ("Deployment Overview", None),
            ("Deployment Process", None),
            ("Rollback Steps", None),
            ("Release Notes", None),
            ("How to contribute", None),
            ("Security Checklist", None),
        ] {
            assert_eq!(part(title), section, "{title}");
        }
    }
}
