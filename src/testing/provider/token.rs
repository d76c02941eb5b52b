//! ID tokens, signed by hand so that each part can be wrong.

use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};

/// The key of a number, as the provider shows it.
pub(super) fn public_key(number: u8) -> Value {
    let mut key = serde_json::to_value(verification_key(number)).unwrap();
    key["use"] = json!("sig");
    key
}

/// What is public of the key, as bytes.
pub(super) fn public_bytes(number: u8) -> Vec<u8> {
    public_key(number)["x"].as_str().unwrap().as_bytes().to_vec()
}

/// A token with this header and these claims, signed by the key of this number.
pub(super) fn signed(header: &Value, claims: &Value, number: u8) -> String {
    let text = unsigned(header, claims);
    let signature = key(number).sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap();
    format!("{text}.{}", base64url(&signature))
}

/// A token that this shared secret signs.
pub(super) fn with_secret(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let text = unsigned(header, claims);
    let signature =
        CoreHmacKey::new(secret).sign(&CoreJwsSigningAlgorithm::HmacSha256, text.as_bytes()).unwrap();
    format!("{text}.{}", base64url(&signature))
}

/// The header and claims of a token, before its signature.
pub(super) fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

fn verification_key(number: u8) -> CoreJsonWebKey {
    key(number).as_verification_key()
}

/// An Ed25519 key whose seed is this number again and again.
fn key(number: u8) -> CoreEdDsaPrivateSigningKey {
    const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let der = [PKCS8.as_slice(), &[number; 32]].concat();
    let text = base64(&der, b'+', b'/');
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    let id = JsonWebKeyId::new(format!("key {number}"));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).unwrap()
}

fn base64url(bytes: &[u8]) -> String {
    base64(bytes, b'-', b'_')
}

/// Without padding; the key above needs none.
fn base64(bytes: &[u8], plus: u8, slash: u8) -> String {
    let digit = |value: u32| match u8::try_from(value & 63).unwrap() {
        value @ 0..26 => b'A' + value,
        value @ 26..52 => b'a' + value - 26,
        value @ 52..62 => b'0' + value - 52,
        62 => plus,
        _ => slash,
    };
    let mut text = Vec::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        text.extend((0..=chunk.len()).map(|at| digit(bits >> (18 - 6 * at))));
    }
    String::from_utf8(text).unwrap()
}
