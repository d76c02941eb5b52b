use super::*;
use crate::config::{Flags, Settings};

/// The settings of a folder whose `slipway.toml` holds this section.
fn load(section: &str) -> Result<OpenIdConnect, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "from a file\n").unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    std::fs::write(folder.path().join("slipway.toml"), format!("[openid_connect]\n{section}")).unwrap();
    let settings = Settings::load(&Flags { data: Some(folder.path().to_owned()), ..Flags::default() })?;
    Ok(settings.openid_connect.unwrap())
}

const LEAST: &str = "issuer = \"https://id.example\"\nclient_id = \"slipway\"\n";

#[test]
fn the_least_is_who_the_provider_is_and_what_slipway_is_there() {
    let settings = load(LEAST).unwrap();
    assert_eq!((settings.issuer.as_str(), settings.name.as_str()), ("https://id.example", "id.example"));
    assert_eq!((settings.groups_claim.as_str(), settings.client_secret), ("groups", None));
    assert_eq!(settings.scopes, ["profile", "email", "offline_access"]);
    assert_eq!((settings.confirm_every, settings.groups_address), (Span::minutes(10), None));
}

#[test]
fn everything_can_be_set_and_no_log_shows_the_secret() {
    let more = "client_secret_file = \"secret\"\nname = \"Harbour ID\"\ngroups_claim = \"roles\"\n\
                scopes = [\"groups\"]\nprompt = \"consent\"\nconfirm_every = \"2m\"";
    let settings = load(&format!("{LEAST}{more}")).unwrap();
    assert_eq!(settings.client_secret, Some(Secret("from a file".to_owned())));
    assert_eq!((settings.name.as_str(), settings.groups_claim.as_str()), ("Harbour ID", "roles"));
    assert_eq!(
        (settings.scopes.as_slice(), settings.confirm_every),
        (["groups".to_owned()].as_slice(), Span::minutes(2))
    );
    assert!(!format!("{settings:?}").contains("from a file"));
    assert!(
        load("issuer = \"http://127.0.0.1:9000\"\nclient_id = \"slipway\"").is_ok(),
        "this machine needs no TLS"
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let with = |more: &str| format!("{LEAST}{more}");
    let issuer = |issuer: &str| format!("issuer = \"{issuer}\"\nclient_id = \"slipway\"");
    for (section, word) in [
        ("client_id = \"slipway\"".to_owned(), "issuer"),
        (issuer("id.example"), "openid_connect.issuer: \"id.example\" is no address"),
        (issuer("http://id.example"), "https://"),
        (issuer("ftp://id.example"), "https://"),
        (issuer("https://id.example/?a=b"), "without ? and #"),
        (with("groups_address = \"groups\""), "openid_connect.groups_address"),
        (with("groups_address = \"http://graph.example/me\""), "https://"),
        (with("isuer = \"x\""), "isuer"),
        (with("name = \" \""), "openid_connect.name"),
        (with("client_secret = \"\""), "it is empty"),
        (with("client_secret_file = \"empty\""), "it is empty"),
        (with("client_secret_file = \"missing\""), "openid_connect.client_secret_file"),
        (with("client_secret = \"x\"\nclient_secret_file = \"secret\""), "not both"),
        (with("scopes = [\"a b\"]"), "openid_connect.scopes"),
        (with("prompt = \"\""), "openid_connect.prompt"),
        (with("confirm_every = \"1h\""), "1s to 10m"),
        (with("confirm_every = \"often\""), "length of time"),
    ] {
        let error = load(&section).unwrap_err();
        assert!(error.contains(word), "{section}: {error}");
    }
}
