//! The usual titles of the template's parts, in English, German, French, Spanish and Portuguese.

use super::letters;
use crate::strategy::section::Section;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Each part with the titles that people give it, besides the template's own.
const TITLES: [(Section, &[&str]); 15] = [
    (
        Section::DocumentControl,
        &[
            "Document Information",
            "Document Info",
            "Document Details",
            "Document Metadata",
            "Document History and Control",
            "About this document",
            "Metadata",
            "Document Properties",
            "Dokumentenlenkung",
            "Dokumentinformationen",
            "Dokumentensteuerung",
            "Dokumentenkontrolle",
            "Dokumentkontrolle",
            "Contrôle du document",
            "Informations sur le document",
            "Maîtrise du document",
            "Control del documento",
            "Control de documentos",
            "Información del documento",
            "Controle do documento",
            "Controle de documentos",
            "Informações do documento",
        ],
    ),
    (
        Section::StrategySummary,
        &[
            "Summary",
            "Executive Summary",
            "Overview",
            "Strategy Overview",
            "Deployment Summary",
            "Deployment Strategy",
            "Deployment Strategy Summary",
            "Deployment Strategy Overview",
            "Release Strategy",
            "Rollout Strategy",
            "Strategy at a glance",
            "Zusammenfassung",
            "Zusammenfassung der Strategie",
            "Strategieübersicht",
            "Überblick",
            "Übersicht",
            "Résumé",
            "Résumé de la stratégie",
            "Synthèse",
            "Synthèse de la stratégie",
            "Aperçu",
            "Resumen",
            "Resumen de la estrategia",
            "Resumen ejecutivo",
            "Resumo",
            "Resumo da estratégia",
            "Resumo executivo",
        ],
    ),
    (
        Section::PipelineStages,
        &[
            "Pipeline Steps",
            "Stages",
            "CI/CD Stages",
            "CI Stages",
            "Build Pipeline",
            "CI Pipeline",
            "Quality Gate",
            "Quality Gates",
            "CI/CD Pipeline Stages",
            "Pipeline Configuration",
            "CI/CD Pipeline",
            "CI/CD",
            "Pipeline",
            "Quality",
            "Pipeline-Stufen",
            "Pipeline-Phasen",
            "Stufen der Pipeline",
            "Qualitätsgates",
            "Qualitätsschranken",
            "Étapes du pipeline",
            "Étapes de la pipeline",
            "Phases du pipeline",
            "Etapas del pipeline",
            "Fases del pipeline",
            "Etapas de la canalización",
            "Etapas do pipeline",
            "Estágios do pipeline",
            "Fases do pipeline",
        ],
    ),
    (
        Section::EnvironmentConfiguration,
        &[
            "Environments",
            "Environment Settings",
            "Environment Setup",
            "Environment Definitions",
            "Environment Strategy",
            "Environments Configuration",
            "Environment Configurations",
            "Environment Details",
            "Target Environments",
            "Deployment Environments",
            "Umgebungen",
            "Umgebungskonfiguration",
            "Konfiguration der Umgebungen",
            "Zielumgebungen",
            "Environnements",
            "Configuration des environnements",
            "Configuration de l'environnement",
            "Entornos",
            "Configuración de entornos",
            "Configuración de los entornos",
            "Configuración del entorno",
            "Ambientes",
            "Configuração de ambientes",
            "Configuração dos ambientes",
            "Configuração do ambiente",
        ],
    ),
    (
        Section::Checklist,
        &[
            "Checklist",
            "Deployment Checklist",
            "Release Checklist",
            "Pre-Release Checklist",
            "Pre-Deploy Checklist",
            "Pre-Launch Checklist",
            "Pre-Flight Checklist",
            "Preflight Checklist",
            "Go-Live Checklist",
            "Launch Checklist",
            "Pre-Deployment Checks",
            "Pre-Deployment Checklists",
            "Pre-Deployment",
            "Pre-Go-Live Checklist",
            "Readiness Checklist",
            "Release Readiness Checklist",
            "Production Readiness Checklist",
            "Pre-Production Checklist",
            "Before deploying",
            "Before you deploy",
            "Rollout Checklist",
            "Checkliste",
            "Checkliste vor dem Ausrollen",
            "Checkliste vor dem Deployment",
            "Checkliste vor der Bereitstellung",
            "Checkliste vor der Auslieferung",
            "Checkliste vor dem Release",
            "Prüfliste",
            "Prüfliste vor dem Ausrollen",
            "Freigabe-Checkliste",
            "Liste de contrôle",
            "Liste de contrôle avant déploiement",
            "Liste de contrôle avant le déploiement",
            "Checklist avant déploiement",
            "Liste de vérification",
            "Liste de vérification avant déploiement",
            "Checklist de pré-déploiement",
            "Liste de vérification préalable au déploiement",
            "Lista de comprobación",
            "Lista de verificación",
            "Lista de verificación previa al despliegue",
            "Lista de comprobación previa al despliegue",
            "Lista de control previa al despliegue",
            "Checklist previo al despliegue",
            "Lista de verificación previa a la implementación",
            "Lista de verificação",
            "Lista de verificação pré-implantação",
            "Checklist de pré-implantação",
            "Checklist pré-implantação",
            "Checklist pré-deploy",
            "Lista de verificação antes da implantação",
            "Checklist antes do deploy",
        ],
    ),
    (
        Section::DeploymentSteps,
        &[
            "Release Steps",
            "Rollout Steps",
            "Steps",
            "Deployment Procedure",
            "Deployment Process Steps",
            "Deployment Plan",
            "Deployment Instructions",
            "Deployment Runbook",
            "Deployment Phases",
            "Deployment Workflow",
            "Release Procedure",
            "Release Plan",
            "Release Process Steps",
            "Rollout Plan",
            "Rollout Procedure",
            "Deploy Steps",
            "Steps to deploy",
            "How to deploy",
            "How we deploy",
            "Go-Live Steps",
            "Go-Live Plan",
            "Cutover Plan",
            "Cutover Steps",
            "Implementation Steps",
            "Implementation Plan",
            "Execution Steps",
            "Launch Steps",
            "Schritte",
            "Ausrollschritte",
            "Schritte der Bereitstellung",
            "Bereitstellungsschritte",
            "Deployment-Schritte",
            "Deploymentschritte",
            "Schritte des Ausrollens",
            "Auslieferungsschritte",
            "Ablauf der Bereitstellung",
            "Ablauf des Ausrollens",
            "Rollout-Schritte",
            "Étapes de déploiement",
            "Étapes du déploiement",
            "Procédure de déploiement",
            "Plan de déploiement",
            "Pasos de despliegue",
            "Pasos del despliegue",
            "Procedimiento de despliegue",
            "Pasos de implementación",
            "Plan de despliegue",
            "Passos de implantação",
            "Passos da implantação",
            "Etapas de implantação",
            "Etapas da implantação",
            "Procedimento de implantação",
            "Passos do deploy",
            "Etapas do deploy",
            "Plano de implantação",
        ],
    ),
    (
        Section::KeyMetrics,
        &[
            "Metrics",
            "Monitoring Metrics",
            "Key Performance Indicators",
            "KPIs",
            "Key Performance Metrics",
            "Metrics and Thresholds",
            "Thresholds",
            "Health Metrics",
            "Success Metrics",
            "Service Level Indicators",
            "SLIs",
            "Monitored Metrics",
            "Kennzahlen",
            "Metriken",
            "Wichtige Kennzahlen",
            "Wichtige Metriken",
            "Schlüsselkennzahlen",
            "Indicateurs clés",
            "Métriques clés",
            "Indicateurs",
            "Métriques",
            "Métricas clave",
            "Indicadores clave",
            "Métricas",
            "Métricas principais",
            "Métricas-chave",
            "Indicadores-chave",
            "Principais métricas",
        ],
    ),
    (
        Section::AlertConfiguration,
        &[
            "Alerts",
            "Alerting",
            "Alert Rules",
            "Alerting Rules",
            "Alert Settings",
            "Alert Setup",
            "Alerting Configuration",
            "Alert Configurations",
            "Alarme",
            "Alarmkonfiguration",
            "Alarmregeln",
            "Alarmierung",
            "Konfiguration der Alarme",
            "Warnmeldungen",
            "Alertes",
            "Configuration des alertes",
            "Règles d'alerte",
            "Alertas",
            "Configuración de alertas",
            "Reglas de alerta",
            "Configuración de las alertas",
            "Configuração de alertas",
            "Configuração dos alertas",
            "Regras de alerta",
        ],
    ),
    (
        Section::AccessControl,
        &[
            "Access",
            "Access Control Matrix",
            "Access Matrix",
            "Access Rights",
            "Permissions",
            "Roles and Permissions",
            "Roles & Permissions",
            "Role-Based Access Control",
            "RBAC",
            "Permission Matrix",
            "User Access",
            "Role Matrix",
            "Roles and Access",
            "Deployment Permissions",
            "Zugriffskontrolle",
            "Zugriffssteuerung",
            "Zugriffsrechte",
            "Zugangskontrolle",
            "Berechtigungen",
            "Rollen und Rechte",
            "Rollen und Berechtigungen",
            "Contrôle d'accès",
            "Contrôle des accès",
            "Droits d'accès",
            "Rôles et permissions",
            "Control de acceso",
            "Control de accesos",
            "Permisos",
            "Roles y permisos",
            "Controle de acesso",
            "Controle de acessos",
            "Permissões",
            "Papéis e permissões",
            "Funções e permissões",
        ],
    ),
    (
        Section::SecurityProtocols,
        &[
            "Security",
            "Security Controls",
            "Security Requirements",
            "Security Practices",
            "Security Policies",
            "Sicherheitsprotokolle",
            "Sicherheitsmaßnahmen",
            "Sicherheitsvorgaben",
            "Sicherheitsverfahren",
            "Protocoles de sécurité",
            "Mesures de sécurité",
            "Protocolos de seguridad",
            "Medidas de seguridad",
            "Protocolos de segurança",
            "Medidas de segurança",
        ],
    ),
    (
        Section::BackupStrategy,
        &[
            "Backups",
            "Backup",
            "Backup Plan",
            "Backup Policy",
            "Backup and Retention",
            "Backup Procedure",
            "Backup Procedures",
            "Backup-Strategie",
            "Sicherungsstrategie",
            "Datensicherung",
            "Sicherungskonzept",
            "Backup-Konzept",
            "Stratégie de sauvegarde",
            "Sauvegardes",
            "Sauvegarde",
            "Estrategia de copias de seguridad",
            "Copias de seguridad",
            "Estrategia de respaldo",
            "Respaldos",
            "Estratégia de backup",
            "Cópias de segurança",
            "Estratégia de cópias de segurança",
        ],
    ),
    (
        Section::RecoveryPlan,
        &[
            "Disaster Recovery Plan",
            "DR Plan",
            "Recovery Procedure",
            "Recovery Procedures",
            "Recovery Steps",
            "Disaster Recovery Steps",
            "Disaster Recovery Procedure",
            "Recovery Process",
            "Restore Procedure",
            "Restoration Plan",
            "Wiederherstellungsplan",
            "Notfallplan",
            "Wiederanlaufplan",
            "Plan zur Wiederherstellung",
            "Ablauf der Wiederherstellung",
            "Plan de reprise",
            "Plan de reprise d'activité",
            "Plan de rétablissement",
            "Plan de récupération",
            "Plan de reprise après sinistre",
            "Plan de recuperación",
            "Plan de recuperación ante desastres",
            "Plan de restauración",
            "Plano de recuperação",
            "Plano de recuperação de desastres",
            "Plano de restauração",
        ],
    ),
    (
        Section::DeploymentDocumentation,
        &[
            "Deployment Docs",
            "Deployment Documents",
            "Technical Documentation",
            "Bereitstellungsdokumentation",
            "Dokumentation der Bereitstellung",
            "Deployment-Dokumentation",
            "Dokumentation des Ausrollens",
            "Documentation de déploiement",
            "Documentation du déploiement",
            "Documentación de despliegue",
            "Documentación del despliegue",
            "Documentação de implantação",
            "Documentação da implantação",
        ],
    ),
    (
        Section::SupportDocumentation,
        &[
            "Support Docs",
            "Support",
            "Support Documents",
            "Support Information",
            "Support Contacts",
            "Support-Dokumentation",
            "Supportdokumentation",
            "Unterstützungsdokumentation",
            "Dokumentation des Supports",
            "Documentation de support",
            "Documentation d'assistance",
            "Documentation du support",
            "Documentación de soporte",
            "Documentación de apoyo",
            "Documentação de suporte",
            "Documentação de apoio",
        ],
    ),
    (
        Section::ChangeLog,
        &[
            "Changelog",
            "Changes",
            "Change History",
            "Revision History",
            "Document History",
            "Version History",
            "Revisions",
            "History of changes",
            "Änderungsprotokoll",
            "Änderungshistorie",
            "Änderungsverlauf",
            "Änderungen",
            "Versionshistorie",
            "Journal des modifications",
            "Historique des modifications",
            "Historique des versions",
            "Historique des révisions",
            "Registro de cambios",
            "Historial de cambios",
            "Control de cambios",
            "Historial de versiones",
            "Historial de revisiones",
            "Registro de alterações",
            "Histórico de alterações",
            "Histórico de versões",
            "Histórico de revisões",
        ],
    ),
];

/// A title without what people put around it: numbers, signs, emoji, what stands in parentheses.
pub fn bare(title: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    for c in title.replace('\u{fe0f}', "").chars() {
        // `1️⃣`: the digit before the frame is part of the sign.
        if c == '\u{20e3}' {
            kept.pop();
            continue;
        }
        match c {
            '(' | '[' | '{' | '（' => depth += 1,
            ')' | ']' | '}' | '）' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    without_number(kept.trim()).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// A title without the number before it: `4.`, `4.1`, `IV.`, `A)`, `Section 3:`, `:rocket:`.
fn without_number(title: &str) -> &str {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric() && c != ':').trim_start();
    let word = title.split_whitespace().next().unwrap_or_default();
    let rest = title[word.len()..].trim_start();
    let core = word.trim_end_matches(['.', ')', ':', '-', '–', '—']);
    let numbered = !core.is_empty()
        && core.starts_with(|c: char| c.is_ascii_digit())
        && core.chars().all(|c| c.is_ascii_digit() || c == '.');
    let roman = core.len() < word.len() && core.chars().all(|c| "IVX".contains(c));
    let letter = core.len() < word.len() && core.chars().count() == 1;
    let shortcode = word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    let counted = ["section", "part", "chapter", "abschnitt", "teil", "kapitel"]
        .contains(&core.to_lowercase().as_str())
        && rest.starts_with(|c: char| c.is_ascii_digit());
    let marked = numbered || roman || letter || shortcode || counted;
    if marked && !rest.is_empty() { without_number(rest) } else { title }
}

/// Every title by its letters: the template's own, and the usual ones.
static OWN: LazyLock<HashMap<String, Section>> =
    LazyLock::new(|| Section::ALL.into_iter().map(|section| (letters(section.title()), section)).collect());
static USUAL: LazyLock<HashMap<String, Section>> = LazyLock::new(|| {
    let titles = TITLES
        .iter()
        .flat_map(|(section, titles)| titles.iter().map(|title| (letters(&bare(title)), *section)));
    titles.collect()
});

/// The part of the template that a title names by its own words, ignoring case, signs and what stands around it.
pub fn exact(title: &str) -> Option<Section> {
    OWN.get(&letters(&bare(title))).copied()
}

/// The part of the template that a title names in other words.
pub fn usual(title: &str) -> Option<Section> {
    let title = bare(title);
    USUAL.get(&letters(&title)).copied().or_else(|| super::titles::part(&title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_title_is_ignored() {
        for title in [
            "Pre-Deployment Checklist",
            "4. Pre-Deployment Checklist",
            "4.2 Pre–Deployment Checklist:",
            "IV. Pre-Deployment Checklist",
            "✅ Pre-Deployment Checklist",
            ":rocket: Pre-Deployment Checklist",
            "Section 3: Pre-Deployment Checklist",
            "Pre-Deployment Checklist (T-24 hours)",
            "Pre-Deployment Checklist {#checklist}",
            "1️⃣ Pre-Deployment Checklist",
            "predeployment checklist",
        ] {
            assert_eq!(exact(title), Some(Section::Checklist), "{title}");
        }
        for title in ["Deployment Goals", "Pre-Deployment Checklist - Database", "Deployment Overview"] {
            assert_eq!((exact(title), usual(title)), (None, None), "{title}");
        }
    }

    #[test]
    fn a_title_names_one_part_only() {
        let mut seen = std::collections::BTreeMap::new();
        let own = Section::ALL.map(|section| (section.title(), section));
        let others =
            TITLES.iter().flat_map(|(section, titles)| titles.iter().map(|title| (*title, *section)));
        for (title, section) in own.into_iter().chain(others) {
            let before = seen.insert(letters(&bare(title)), section);
            assert!(before.is_none_or(|before| before == section), "{title}");
        }
    }
}
