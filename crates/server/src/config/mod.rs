//! The configuration: `signet.toml` and `SIGNET__SECTION__KEY`, typed and checked when it is read.
//!
//! Nothing else reads the environment. Every mistake is one sentence that names the file and line,
//! the variable or the setting, and never shows a value that may be secret.

pub mod application;
pub mod branding;
mod client_secret;
pub mod console;
pub mod database;
pub mod demo;
pub mod environment;
pub mod error;
pub mod experience;
pub mod file;
pub mod http;
mod lenient;
pub mod mail;
pub mod oidc;
pub mod origin;
pub mod outbound;
mod parser_message;
pub mod passwords;
pub mod read;
pub mod resource;
pub mod role;
pub mod secrets;
pub mod settings;
pub mod sign_in;

pub use error::ConfigError;
pub use file::File;
pub use settings::Settings;

/// A commented file with every setting.
pub const EXAMPLE: &str = include_str!("example.toml");

#[cfg(test)]
mod tests {
    use engine::{config::Mode, limits::Limits, settings::Layers};

    use super::*;

    #[test]
    fn the_example_is_a_valid_file() {
        let file: File = toml::from_str(EXAMPLE).unwrap();
        Settings::check(&file, Mode::Production).unwrap();
        Settings::check(&file, Mode::Development).unwrap();
    }

    #[test]
    fn the_example_shows_the_defaults() {
        let file: File = toml::from_str(EXAMPLE).unwrap();
        assert_eq!(Limits::default().overlaid(&file.limits), Limits::default());
        let stored = Some(serde_json::to_value(&file.events).unwrap());
        let shown = Layers {
            of_file: stored,
            ..Layers::default()
        };
        assert_eq!(shown.events_kept(), Layers::default().events_kept());
        let tokens = file.oidc.check().unwrap();
        let shown = Layers {
            of_file: Some(serde_json::to_value(tokens).unwrap()),
            ..Layers::default()
        };
        assert_eq!(shown.key_timing(), Layers::default().key_timing());
        let shown = Settings::check(&file, Mode::Production).unwrap().http;
        let bare: File = toml::from_str("public_url = \"https://x.example\"").unwrap();
        let default = Settings::check(&bare, Mode::Production).unwrap().http;
        assert_eq!(
            default,
            http::Http {
                trusted_proxies: Vec::new(),
                ..shown
            }
        );
    }

    #[test]
    fn the_example_leaves_no_setting_out() {
        let limits = [
            "code_tries",
            "failures_per_address",
            "passwords_per_address",
            "failures_per_ip",
            "failures_total",
            "sends_per_recipient",
            "sends_per_ip",
            "sends_per_client",
            "sends_total",
            "stored_mb_per_network",
            "pages_per_ip",
            "forms_per_ip",
            "calls_per_ip",
            "api_calls_per_client",
        ];
        let shown = |table: &str| {
            let message = toml::from_str::<File>(&format!("[{table}]\nnonsense = 1")).unwrap_err();
            let names: Vec<String> = message
                .message()
                .split('`')
                .skip(3)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            names
        };
        let parsed: toml::Table = toml::from_str(EXAMPLE).unwrap();
        for table in [
            "http",
            "database",
            "secrets",
            "oidc",
            "outbound",
            "limits",
            "events",
            "branding",
            "sign_in",
            "passwords",
            "console",
            "demo",
        ] {
            for key in shown(table) {
                let there =
                    parsed[table].get(&key).is_some() || EXAMPLE.contains(&format!("# {key} ="));
                assert!(there, "{table}.{key}");
            }
        }
        assert_eq!(shown("limits"), limits);
    }
}
