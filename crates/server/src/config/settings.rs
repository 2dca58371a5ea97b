//! The settings in force: every value checked, every default filled in.

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use connectors::{
    ConnectorConfig,
    outbound::{Outbound, OutboundConfig},
};
use engine::{
    config::{DeclaredAdministrator, Mode},
    limits::{Limits, LimitsLayer},
    settings::{EventsLayer, TokensLayer, file_owned},
};
use oidc_core::{client::Client, secret::Secret};

use super::{
    application::Application,
    console::Console,
    database::Database,
    demo,
    error::ConfigError,
    experience,
    file::File,
    http::{Http, Listen},
    origin::Origin,
    resource::{self, DeclaredResource},
    role::{self, DeclaredRole},
    secrets::{MasterKey, Unconfigured},
};
use crate::urls::Urls;

/// The port of the provider when nobody says otherwise.
pub const PORT: u16 = 3001;

/// Checked settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the start is for.
    pub mode: Mode,
    /// Every address we give out.
    pub urls: Urls,
    /// Where Signet keeps files.
    pub data_dir: PathBuf,
    /// What is logged.
    pub log: Option<String>,
    /// Where to listen and whom to believe.
    pub http: Http,
    /// Where everything is kept.
    pub database: Database,
    /// What everything secret is sealed under.
    pub master_key: MasterKey,
    /// What the file says of how tokens are made.
    pub tokens: TokensLayer,
    /// The limits that the file sets.
    pub limits: LimitsLayer,
    /// How long the file says that events are kept.
    pub events: EventsLayer,
    /// What may be called of the addresses that others registered.
    pub outbound: OutboundConfig,
    /// How mail leaves, if the file says so.
    pub email: Option<ConnectorConfig>,
    /// Where the file says that, as `signet.toml:14`.
    pub email_declared_at: Option<String>,
    /// The members of the sign-in experience that the file sets.
    pub experience: Option<serde_json::Value>,
    /// Where it sets each of them, as `signet.toml:14`, by their paths.
    pub experience_declared_at: BTreeMap<String, String>,
    /// Where the demo app listens, if it is wanted.
    pub demo: Option<Listen>,
    /// The clients that the file owns.
    pub applications: Vec<Application>,
    /// The APIs that the file owns.
    pub resources: Vec<DeclaredResource>,
    /// The roles that the file owns.
    pub roles: Vec<DeclaredRole>,
    /// Where the console answers, and who gets people's tokens for the management API.
    pub console: Console,
    /// Who is an administrator once they have proven their address.
    pub administrators: Vec<DeclaredAdministrator>,
    /// Whoever asks for the status with it is told which instance answers.
    pub status_api_key: Option<Secret<String>>,
}

impl Settings {
    /// What of them the engine needs.
    pub fn engine(&self) -> engine::config::Config {
        engine::config::Config {
            mode: self.mode,
            issuer: self.urls.issuer(),
            console: self.console.clients.clone(),
            administrators: self.administrators.clone(),
            experience_declared_at: self.experience_declared_at.clone(),
            outbound: Outbound::new(self.outbound()),
            request_timeout: self.http.request_timeout.duration(),
            status_api_key: self.status_api_key.clone(),
        }
    }

    /// What may be called: what the file lists, and the demo app that this process serves.
    fn outbound(&self) -> OutboundConfig {
        let mut outbound = self.outbound.clone();
        let demo = self.demo.as_ref().map(demo::target);
        outbound.allow.extend(demo.into_iter().flatten());
        outbound
    }

    /// Checks a file for a kind of start.
    ///
    /// # Errors
    /// [`ConfigError::File`] for the first setting of the file that cannot be used,
    /// [`ConfigError::Setting`] when it stands elsewhere, [`ConfigError::Many`] for each of those that
    /// say how people sign in.
    pub fn check(file: &File, mode: Mode) -> Result<Self, ConfigError> {
        let checked = Self::of(file, mode);
        let mut settings = checked.map_err(|error| file.origin.locate(error))?;
        settings.note_places(&file.origin);
        Ok(settings)
    }

    /// Where each of what the file owns stands in it, for whoever wants to change it.
    fn note_places(&mut self, origin: &Origin) {
        for (index, application) in self.applications.iter_mut().enumerate() {
            application.client.declared_at = origin.place(&format!("applications[{index}]"));
        }
        for (index, declared) in self.resources.iter_mut().enumerate() {
            declared.resource.declared_at = origin.place(&format!("resources[{index}]"));
        }
        for (index, declared) in self.roles.iter_mut().enumerate() {
            declared.role.declared_at = origin.place(&format!("roles[{index}]"));
        }
        for (index, named) in self.administrators.iter_mut().enumerate() {
            named.declared_at = origin.place(&format!("console.administrators[{index}]"));
        }
        if self.email.is_some() {
            self.email_declared_at = origin.place("email");
        }
        for path in file_owned::members(self.experience.as_ref()) {
            let member = file_owned::dotted(&path);
            if let Some(place) = experience::key_of(&member).and_then(|key| origin.place(key)) {
                self.experience_declared_at.insert(member, place);
            }
        }
    }

    fn of(file: &File, mode: Mode) -> Result<Self, ConfigError> {
        let data_dir = file
            .data_dir
            .clone()
            .unwrap_or_else(|| PathBuf::from("./data"));
        let database = file.database.check(&data_dir)?;
        let http = file.http.check(&match mode {
            Mode::Development => Listen::loopback(PORT),
            Mode::Production => Listen::everywhere(PORT),
        })?;
        let shared = mode == Mode::Production && database.is_postgres();
        let keyless = if shared {
            Unconfigured::Refuse
        } else {
            Unconfigured::Generate
        };
        let applications = applications(file)?;
        let taken = applications
            .iter()
            .any(|app| lives_on_the_demo_port(&app.client));
        let demo = mode == Mode::Development && file.demo.is_enabled();
        Limits::default()
            .overlaid(&file.limits)
            .check()
            .map_err(|why| ConfigError::setting("limits.code_tries", why.to_string()))?;
        file.events
            .check()
            .map_err(|why| ConfigError::setting("events.keep", why.to_string()))?;
        let urls = urls(file, mode, &http)?;
        let management_api = urls.absolute("/api");
        Ok(Self {
            mode,
            console: file.console.check(&urls)?,
            urls,
            master_key: file.secrets.check(&data_dir, keyless)?,
            tokens: file.oidc.check()?,
            log: file.log.clone(),
            limits: file.limits.clone(),
            events: file.events.clone(),
            outbound: file.outbound.check()?,
            email: email(file, mode)?,
            email_declared_at: None,
            experience: experience::layer(file)?,
            experience_declared_at: BTreeMap::new(),
            demo: demo.then(|| file.demo.listen(taken)).transpose()?,
            data_dir,
            http,
            database,
            applications,
            resources: resource::check_all(&file.resources, &management_api)?,
            roles: role::check_all(&file.roles)?,
            administrators: file.console.administrators()?,
            status_api_key: file.secrets.status_api_key()?,
        })
    }

    /// Whether the mailbox may be shown: in development, when nobody but this machine can reach
    /// it.
    pub fn shows_mailbox(&self) -> bool {
        self.mode == Mode::Development && self.urls.is_loopback() && self.http.listen.is_loopback()
    }
}

fn urls(file: &File, mode: Mode, http: &Http) -> Result<Urls, ConfigError> {
    let wrong = |problem: String| ConfigError::setting("public_url", problem);
    let text = match (&file.public_url, mode) {
        (Some(text), _) => text.clone(),
        (None, Mode::Development) => format!("http://localhost:{}", http.listen.port()),
        (None, Mode::Production) => {
            return Err(wrong(
                "is missing: set it to the address at which people reach this server, like \
                 \"https://id.example.com\" (or SIGNET__PUBLIC_URL in the environment)."
                    .to_owned(),
            ));
        }
    };
    let urls = Urls::new(&text).map_err(|why| wrong(format!("({text:?}) {why}.")))?;
    if mode == Mode::Production && !urls.is_https() && !urls.is_loopback() {
        return Err(wrong(format!(
            "({text:?}) must begin with https://, because passwordless sign-in over plain http \
             can be read by anyone on the way (http is for loopback addresses only)."
        )));
    }
    Ok(urls)
}

fn email(file: &File, mode: Mode) -> Result<Option<ConnectorConfig>, ConfigError> {
    let email = file
        .email
        .as_ref()
        .map(super::mail::Section::check)
        .transpose()?;
    match (&email, mode) {
        (Some(ConnectorConfig::Mailbox(_)), Mode::Production) => Err(ConfigError::setting(
            "email.connector",
            "is \"mailbox\", which shows every mail to everybody and is for `signet dev` \
                 only; choose \"mailgun\", \"smtp\" or \"http\".",
        )),
        _ => Ok(email),
    }
}

fn applications(file: &File) -> Result<Vec<Application>, ConfigError> {
    let mut seen = HashSet::new();
    let mut applications = Vec::with_capacity(file.applications.len());
    for (index, section) in file.applications.iter().enumerate() {
        let place = format!("applications[{index}]");
        let application = section.check(&place)?;
        if !seen.insert(application.client.id.clone()) {
            let problem = format!("({}) is the id of an earlier one.", application.client.id);
            return Err(ConfigError::setting(format!("{place}.id"), problem));
        }
        applications.push(application);
    }
    Ok(applications)
}

fn lives_on_the_demo_port(client: &Client) -> bool {
    let port = demo::PORT;
    let local = [
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}"),
    ];
    client.origins().any(|origin| local.contains(&origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mode: Mode) -> Result<Settings, String> {
        let file: File = toml::from_str(text).unwrap();
        Settings::check(&file, mode).map_err(|error| error.to_string())
    }

    const KEY: &str = "[secrets]\nmaster_key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"";

    #[test]
    fn development_needs_no_setting_at_all() {
        let settings = check("", Mode::Development).unwrap();
        assert_eq!(settings.urls.issuer(), "http://localhost:3001/oidc");
        assert_eq!(
            settings.http.listen.to_string(),
            "127.0.0.1:3001, [::1]:3001"
        );
        assert_eq!(settings.demo.as_ref().unwrap().port(), 3000);
        assert!(settings.shows_mailbox());
        let moved = check("[http]\nlisten = \"localhost:4001\"", Mode::Development).unwrap();
        assert_eq!(moved.urls.issuer(), "http://localhost:4001/oidc");
    }

    #[test]
    fn production_needs_a_public_url_that_nobody_can_listen_in_on() {
        assert!(
            check("", Mode::Production)
                .unwrap_err()
                .contains("public_url is missing")
        );
        for bad in [
            "http://id.example.com",
            "ftp://id.example.com",
            "id.example.com",
        ] {
            let error = check(&format!("public_url = {bad:?}"), Mode::Production).unwrap_err();
            assert!(error.contains(bad), "{error}");
        }
        for good in ["https://id.example.com/auth", "http://127.0.0.1:3001"] {
            assert!(check(&format!("public_url = {good:?}"), Mode::Production).is_ok());
        }
    }

    #[test]
    fn production_refuses_the_mailbox_connector() {
        let text = "public_url = \"https://id.example\"\n[email]\nconnector = \"mailbox\"";
        assert!(
            check(text, Mode::Production)
                .unwrap_err()
                .contains("mailbox")
        );
        assert!(check(text, Mode::Development).is_ok());
    }

    #[test]
    fn a_database_that_servers_share_needs_a_configured_master_key_in_production() {
        let text = "public_url = \"https://id.example\"\n[database]\nurl = \"postgres://db/x\"";
        assert!(
            check(text, Mode::Production)
                .unwrap_err()
                .contains("master_key")
        );
        assert!(check(text, Mode::Development).is_ok());
        assert!(check(&format!("{text}\n{KEY}"), Mode::Production).is_ok());
    }

    #[test]
    fn the_mailbox_is_for_this_machine_only() {
        for text in [
            "public_url = \"https://id.example\"",
            "[http]\nlisten = \"0.0.0.0:3001\"",
        ] {
            assert!(
                !check(text, Mode::Development).unwrap().shows_mailbox(),
                "{text}"
            );
        }
        let local = "public_url = \"http://localhost:3001\"";
        assert!(!check(local, Mode::Production).unwrap().shows_mailbox());
    }

    #[test]
    fn the_demo_app_makes_room_for_an_application_on_its_port() {
        let app = "[[applications]]\nid = \"x\"\nkind = \"spa\"\n\
                   redirect_uris = [\"http://localhost:3000/callback\"]";
        assert_eq!(
            check(app, Mode::Development).unwrap().demo.unwrap().port(),
            3002
        );
        assert!(
            check("[demo]\nenabled = false", Mode::Development)
                .unwrap()
                .demo
                .is_none()
        );
        let url = "public_url = \"https://id.example\"";
        assert!(check(url, Mode::Production).unwrap().demo.is_none());
    }

    #[test]
    fn t_62_of_this_machine_only_the_demo_app_is_called_and_only_where_it_is_served() {
        let allowed = |text: &str, mode| check(text, mode).unwrap().outbound().allow;
        let demo = "localhost:3000".parse().unwrap();
        let of_development = allowed("", Mode::Development);
        assert!(of_development.contains(&demo));
        assert_eq!(of_development.len(), 1);
        let off = "[demo]\nenabled = false";
        assert!(allowed(off, Mode::Development).is_empty());
        let url = "public_url = \"https://id.example\"";
        assert!(allowed(url, Mode::Production).is_empty());
    }

    #[test]
    fn events_are_kept_for_a_day_at_least() {
        let keep = |text: &str| check(&format!("[events]\nkeep = {text:?}"), Mode::Development);
        let error = keep("23h").unwrap_err();
        assert!(error.contains("events.keep must be 1d or more"), "{error}");
        assert!(keep("24h").is_ok());
    }

    #[test]
    fn an_id_stands_for_one_application() {
        let app = "[[applications]]\nid = \"x\"\nkind = \"spa\"\n\
                   redirect_uris = [\"https://x.example/cb\"]\n";
        let error = check(&format!("{app}{app}"), Mode::Development).unwrap_err();
        assert!(error.contains("applications[1].id (x)"), "{error}");
    }
}
