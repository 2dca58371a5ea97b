//! What stands on the terminal when everything is listening.

use std::fmt;

use connectors::ConnectorConfig;

use super::first_administrator::{COMMAND, FirstAdministrator};
use crate::{config::Settings, urls::CONSOLE};

/// What became of the demo app.
#[derive(Debug)]
pub(super) enum Demo {
    /// It is there.
    At { url: String },
    /// It was left out on purpose.
    Unwanted,
    /// The program was built without it.
    NotBuilt,
    /// Another program has its port.
    PortTaken { port: u16 },
    /// It could not be made.
    Failed { why: String },
}

/// The lines of the first minute.
pub(super) struct Banner<'a> {
    pub(super) settings: &'a Settings,
    pub(super) demo: &'a Demo,
    pub(super) first_administrator: &'a FirstAdministrator,
}

impl Banner<'_> {
    fn lines(&self) -> Vec<(&'static str, String)> {
        let urls = &self.settings.urls;
        let mut lines = Vec::new();
        match self.demo {
            Demo::At { url } => {
                let hint = "← start here: sign in to the Bookstore";
                lines.push(("Demo app", format!("{url}     {hint}")));
            }
            Demo::Unwanted => {}
            Demo::NotBuilt => lines.push(("Demo app", "not in this build".to_owned())),
            Demo::PortTaken { port } => lines.push((
                "Demo app",
                format!(
                    "left out, because port {port} is in use; set demo.listen in signet.toml \
                     to have it elsewhere"
                ),
            )),
            Demo::Failed { why } => lines.push(("Demo app", format!("left out: {why}"))),
        }
        lines.push(("Sign-in", urls.absolute("")));
        lines.push((
            "Discovery",
            urls.absolute("/oidc/.well-known/openid-configuration"),
        ));
        if let Some(home) = self.settings.console.home(urls) {
            lines.push(("Console", home.absolute(CONSOLE)));
        }
        match self.first_administrator {
            FirstAdministrator::Settled => {}
            FirstAdministrator::Link(link) => lines.push(("Administrator", link.clone())),
            FirstAdministrator::Command => lines.push((
                "Administrator",
                format!("none yet: `{COMMAND}` prints the link for the first one"),
            )),
        }
        lines.push(self.mail());
        lines.push(("Data", self.settings.database.label.clone()));
        lines
    }

    fn mail(&self) -> (&'static str, String) {
        let sends = |name: &str| ("E-mail", format!("sent through {name}"));
        match &self.settings.email {
            Some(ConnectorConfig::Mailgun(_)) => sends("Mailgun"),
            Some(ConnectorConfig::Smtp(smtp)) => sends(&smtp.host),
            Some(ConnectorConfig::Http(_)) => sends("an HTTP endpoint"),
            Some(ConnectorConfig::Mailbox(_)) | None if self.settings.shows_mailbox() => {
                let url = self.settings.urls.absolute("/dev/mailbox");
                (
                    "Mailbox",
                    format!("{url}  (development: no real e-mail is sent)"),
                )
            }
            Some(ConnectorConfig::Mailbox(_)) | None => (
                "Mailbox",
                "not shown, because others than this machine can reach Signet; add [email] to \
                 signet.toml to send real mail"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nSignet is ready.")?;
        for (name, value) in self.lines() {
            writeln!(f, "  {name:<14}{value}")?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::File;
    use engine::config::Mode;

    fn banner(text: &str, demo: &Demo) -> String {
        let file: File = toml::from_str(text).unwrap();
        let settings = Settings::check(&file, Mode::Development).unwrap();
        Banner {
            settings: &settings,
            demo,
            first_administrator: &FirstAdministrator::Command,
        }
        .to_string()
    }

    #[test]
    fn the_first_minute_shows_where_to_go() {
        let text = banner(
            "",
            &Demo::At {
                url: "http://localhost:3000".to_owned(),
            },
        );
        for part in [
            "Signet is ready.",
            "Demo app      http://localhost:3000 ",
            "http://localhost:3001/oidc/.well-known/openid-configuration",
            "http://localhost:3001/dev/mailbox",
            "Console       http://localhost:3001/console",
            "Administrator none yet: `signet admin code`",
            "./data/signet.db",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn the_console_is_named_where_it_is_at_home_and_not_where_there_is_none() {
        let console = |text: &str| {
            let text = banner(&format!("[console]\n{text}"), &Demo::Unwanted);
            let line = text.lines().find(|line| line.contains("Console"));
            line.map(|line| line.trim().to_owned())
        };
        let only = "only_on_urls = true\nurls = \"https://admin.example\"";
        let at = console(only);
        assert_eq!(
            at.as_deref(),
            Some("Console       https://admin.example/console")
        );
        assert_eq!(console("enabled = false"), None);
    }

    #[test]
    fn a_missing_demo_app_or_mailbox_is_explained() {
        let text = banner("", &Demo::PortTaken { port: 3000 });
        assert!(text.contains("port 3000 is in use"), "{text}");
        let text = banner("", &Demo::NotBuilt);
        assert!(text.contains("Demo app      not in this build"), "{text}");
        let text = banner("public_url = \"https://id.example\"", &Demo::Unwanted);
        assert!(
            text.contains("not shown") && !text.contains("Demo app"),
            "{text}"
        );
    }
}
