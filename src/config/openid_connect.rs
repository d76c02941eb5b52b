//! `[openid_connect]`: sign-in with the organisation's provider.

use crate::domain::text::is_one_line;
use crate::domain::time::Span;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use url::{Host, Url};

/// How the organisation's provider is reached and what its claims mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIdConnect {
    /// Who it is, to the letter: what its tokens name as their issuer.
    pub issuer: String,
    /// What Slipway is called there.
    pub client_id: String,
    /// What proves there that it is Slipway; none for a public client.
    pub client_secret: Option<Secret>,
    /// What the sign-in page calls it.
    pub name: String,
    /// The claim that lists a person's groups.
    pub groups_claim: String,
    /// Where Slipway asks for people's groups when they have too many for a token; it does not ask where this is absent.
    pub groups_address: Option<Url>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// What the provider is to ask the person, such as `consent`, where it gives refresh tokens only then.
    pub prompt: Option<String>,
    /// How often people's groups are asked for again.
    pub confirm_every: Span,
}

/// Text that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The longest time between two confirmations: it leaves time for further tries before memberships end.
const CONFIRM_EVERY: Span = Span::minutes(10);

/// The section as it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<PathBuf>,
    name: Option<String>,
    groups_claim: Option<String>,
    groups_address: Option<String>,
    scopes: Option<Vec<String>>,
    prompt: Option<String>,
    confirm_every: Option<String>,
}

impl Section {
    /// The file that holds the secret, where it stands in one.
    pub(super) fn secret_file(&self) -> Option<PathBuf> {
        self.client_secret_file.clone()
    }

    /// Reads and checks it. A relative `client_secret_file` is one in the data folder.
    pub(super) fn read(self, data: &Path) -> Result<OpenIdConnect, String> {
        let issuer = issuer(&self.issuer)?;
        let own_name = || issuer.host_str().unwrap_or("the provider").to_owned();
        let name = self.name.unwrap_or_else(own_name);
        let settings = OpenIdConnect {
            issuer: self.issuer,
            client_id: filled("client_id", self.client_id)?,
            client_secret: secret(self.client_secret, self.client_secret_file, data)?,
            name: filled("name", name)?,
            groups_claim: filled("groups_claim", self.groups_claim.unwrap_or_else(|| "groups".to_owned()))?,
            groups_address: self.groups_address.as_deref().map(groups_address).transpose()?,
            scopes: self.scopes.unwrap_or_else(|| DEFAULT_SCOPES.map(str::to_owned).to_vec()),
            prompt: self.prompt,
            confirm_every: confirm_every(self.confirm_every.as_deref())?,
        };
        settings.scopes.iter().try_for_each(|scope| word("scopes", scope))?;
        settings.prompt.iter().try_for_each(|prompt| word("prompt", prompt))?;
        Ok(settings)
    }
}

const DEFAULT_SCOPES: [&str; 3] = ["profile", "email", "offline_access"];

fn wrong(key: &str, why: &str) -> String {
    format!("openid_connect.{key}: {why}")
}

fn issuer(text: &str) -> Result<Url, String> {
    let url = address("issuer", text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("issuer", "an address without ? and # is expected"));
    }
    Ok(url)
}

fn groups_address(text: &str) -> Result<Url, String> {
    address("groups_address", text)
}

/// An address that secrets are sent to: over TLS, unless it is on this machine.
fn address(key: &str, text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| wrong(key, &format!("{text:?} is no address: {error}")))?;
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(wrong(key, &format!("{text:?} is expected to begin with https://"))),
    }
}

fn filled(key: &str, text: String) -> Result<String, String> {
    if !text.trim().is_empty() && text.len() <= 200 && is_one_line(&text) {
        return Ok(text);
    }
    Err(wrong(key, "one line of 1 to 200 characters is expected"))
}

fn word(key: &str, text: &str) -> Result<(), String> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(wrong(key, &format!("{text:?} is expected to be one word")))
}

fn secret(text: Option<String>, file: Option<PathBuf>, data: &Path) -> Result<Option<Secret>, String> {
    let text = match (text, file) {
        (Some(_), Some(_)) => {
            return Err(wrong("client_secret", "it or client_secret_file is expected, not both"));
        }
        (Some(text), None) => text,
        (None, Some(file)) => {
            let file = data.join(file);
            std::fs::read_to_string(&file)
                .map_err(|error| wrong("client_secret_file", &format!("{}: {error}", file.display())))?
        }
        (None, None) => return Ok(None),
    };
    match text.trim() {
        "" => Err(wrong("client_secret", "it is empty")),
        text => Ok(Some(Secret(text.to_owned()))),
    }
}

fn confirm_every(text: Option<&str>) -> Result<Span, String> {
    let Some(text) = text else { return Ok(CONFIRM_EVERY) };
    let span = Span::parse(text).map_err(|why| wrong("confirm_every", &why))?;
    if (Span::seconds(1)..=CONFIRM_EVERY).contains(&span) {
        return Ok(span);
    }
    Err(wrong("confirm_every", "1s to 10m is expected"))
}

#[cfg(test)]
mod tests;
