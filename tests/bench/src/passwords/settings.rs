//! The settings of a provider whose people sign in by their passwords.

/// The head of a table that is there already.
const LIMITS: &str = "[limits]\n";
/// Limits out of the way.
const NO_PAUSE: &str = "failures_per_address = \"1000000000/1h\"\n\
    passwords_per_address = \"1000000000/1h\"\n";

/// The page asks for the password beside the address.
const SIGN_IN: &str = r#"
[sign_in]
methods = [{ identifier = "email", verification_code = true, password = true, primary = "password" }]
"#;

/// A configuration file by which people sign in by their passwords, as often as they like.
pub fn asking_for_passwords(config: &str) -> String {
    let limits = [LIMITS, NO_PAUSE].concat();
    config.replacen(LIMITS, &limits, 1) + SIGN_IN
}
