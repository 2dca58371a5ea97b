//! `signet app`: applications that are not in the configuration file.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    application::{Applications, Found, NotRegistered, NotRemoved},
    author::Author,
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    client::{Client, ClientKind},
    console,
    id::{ClientId, mint_client_secret},
    registration::Registration,
    secret::Secret,
    source::{Owner, Source},
    time::Lifetime,
};

use super::{
    client_secret,
    logout::{self, LogoutFlags},
    opened::Opened,
    said::Said,
    shown,
    start::Start,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register an application and print its id and secret
    Add(Add),
    /// List all applications
    List,
    /// Show one application, its secret included
    Show {
        /// Its id
        id: String,
    },
    /// Remove an application; its users are signed out of it
    Remove {
        /// Its id
        id: String,
    },
    /// Several secrets of one application, so that one takes the place of another
    #[command(subcommand)]
    Secret(client_secret::Command),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// What people see
    #[arg(long)]
    name: Option<String>,
    /// A web server (traditional), a single-page application (spa), an installed one (native)
    #[arg(long, default_value = "traditional")]
    kind: ClientKind,
    /// Where answers may go; may be given several times
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where a browser may go after signing out; may be given several times
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Somebody else's: people are asked whether it may have what it asks for
    #[arg(long)]
    third_party: bool,
    /// Seconds for which its access tokens live at most; what the API says when left out
    #[arg(long, value_name = "SECONDS")]
    access_token_lifetime: Option<u32>,
    #[command(flatten)]
    logout: LogoutFlags,
    /// An id of your choice; a random one when left out
    #[arg(long)]
    id: Option<String>,
}

struct Registry {
    applications: Applications,
    issuer: String,
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Box::pin(Opened::open(start)).await?;
    let registry = Registry {
        issuer: opened.settings.urls.issuer(),
        applications: Applications {
            secrets: opened.secrets,
            clock: opened.clock,
            store: opened.store,
            entropy: opened.entropy,
            author: Author::system(),
        },
    };
    let outcome = match command {
        Command::Add(add) => Box::pin(registry.add(add)).await,
        Command::List => registry.list().await.map(Said::only),
        Command::Show { id } => registry.show(&id).await.map(Said::only),
        Command::Remove { id } => Box::pin(registry.remove(&id)).await.map(Said::done),
        Command::Secret(command) => {
            Box::pin(client_secret::run(&registry.applications, command)).await
        }
    };
    registry.applications.store.close().await;
    outcome?.print()
}

impl Registry {
    async fn add(&self, add: Add) -> anyhow::Result<Said> {
        let mut rng = self.applications.entropy.rng();
        let id = match add.id {
            Some(id) => id.parse().map_err(|_| {
                anyhow!("--id must be 1 to 128 letters, digits or any of \"-._~\".")
            })?,
            None => ClientId::mint(&mut rng),
        };
        let public = matches!(add.kind, ClientKind::Spa | ClientKind::Native);
        let registration = Registration {
            secret: (!public).then(|| mint_client_secret(&mut rng)),
            name: add.name,
            redirect_uris: add.redirect_uris,
            post_logout_redirect_uris: add.post_logout_redirect_uris,
            third_party: add.third_party,
            logout: add.logout.into(),
            access_token_lifetime: add.access_token_lifetime.map(Lifetime::seconds),
            ..Registration::new(id, add.kind)
        };
        let client = match self
            .applications
            .register(&registration, Source::Console)
            .await
        {
            Ok(client) => client,
            Err(Failure::Broken(breakdown)) => bail!("{}", breakdown.chain()),
            Err(Failure::Refused(NotRegistered::Taken(id))) => {
                bail!("There is an application with the id {id} already: choose another --id.")
            }
            Err(Failure::Refused(NotRegistered::Invalid(why))) => {
                bail!("{} {why}", flag(why.member()))
            }
        };
        let text = self.next_steps(&client, registration.secret.as_ref());
        let id = &client.id;
        let unheard = format!(
            "The application {id} is registered; `signet app show {id}` shows its credentials, \
             which could not be printed here"
        );
        Ok(Said::secret(text, unheard))
    }

    async fn list(&self) -> anyhow::Result<String> {
        let (clients, unreadable) = self.applications.list().await?;
        if clients.is_empty() && unreadable.is_empty() {
            return Ok("There is no application yet: `signet app add` registers one.\n".to_owned());
        }
        let mut text = format!("{:<24}{:<13}{:<10}{}\n", "ID", "KIND", "SOURCE", "NAME");
        for client in clients {
            let note = if client.disabled { " (disabled)" } else { "" };
            let (id, kind, source) = (client.id.as_str(), client.kind, client.source);
            let (kind, source) = (kind.as_str(), source.as_str());
            writeln!(text, "{id:<24}{kind:<13}{source:<10}{}{note}", client.name)?;
        }
        for row in unreadable {
            writeln!(
                text,
                "{:<24}cannot be read ({}); disabled",
                row.id, row.what
            )?;
        }
        Ok(text)
    }

    async fn show(&self, id: &str) -> anyhow::Result<String> {
        let parsed: ClientId = id.parse().map_err(|_| unknown(id))?;
        let found = self.applications.find(&parsed).await;
        let found = found.map_err(|breakdown| anyhow!("{}", breakdown.chain()))?;
        let Found { client, secret } = found.ok_or_else(|| unknown(id))?;
        let mut text = format!("{}\n\n", client.name);
        text.push_str(&self.credentials(&client, secret.as_ref()));
        for uri in &client.post_logout_redirect_uris {
            line(&mut text, "After sign-out", uri.as_str());
        }
        let calls = self.applications.calls(&client.id).await?;
        for (name, value) in logout::lines(&client, &calls) {
            line(&mut text, name, &value);
        }
        let status = shown::status(client.disabled, client.source);
        line(&mut text, "Status", &status);
        Ok(text)
    }

    async fn remove(&self, id: &str) -> anyhow::Result<String> {
        let parsed: ClientId = id.parse().map_err(|_| unknown(id))?;
        match self.applications.remove(&parsed, &Precondition::NONE).await {
            Ok(name) => {
                // Nothing else may be running that would do it.
                let (store, now) = (&self.applications.store, self.applications.clock.now());
                Box::pin(store.finish_removal(&parsed, now)).await?;
                let name = name.unwrap_or_else(|| "it could not be read".to_owned());
                Ok(format!("Removed the application {id} ({name}).\n"))
            }
            Err(Failure::Broken(breakdown)) => bail!("{}", breakdown.chain()),
            Err(Failure::Refused(
                NotRemoved::OwnedBy(Owner {
                    source: Source::BuiltIn,
                    ..
                })
                | NotRemoved::Disabled(Owner {
                    source: Source::BuiltIn,
                    ..
                }),
            )) => bail!(
                "The application {id} belongs to Signet itself: {} leaves it out.",
                if id == console::ID {
                    "console.enabled = false"
                } else {
                    "`signet dev --no-demo`"
                }
            ),
            Err(Failure::Refused(NotRemoved::OwnedBy(_) | NotRemoved::Disabled(_))) => bail!(
                "The application {id} stands in signet.toml: drop it there, and the next start \
                 disables it."
            ),
            Err(Failure::Refused(NotRemoved::Unknown | NotRemoved::Changed)) => Err(unknown(id)),
        }
    }

    fn next_steps(&self, client: &Client, secret: Option<&Secret<String>>) -> String {
        let mut text = format!("Registered the application {:?}.\n\n", client.name);
        text.push_str(&self.credentials(client, secret));
        text.push_str("\nNext steps\n");
        let proof = match secret {
            Some(_) => "the id and the secret (keep it on your server)",
            None => "the id; there is no secret, so the library must use PKCE (S256)",
        };
        let endpoint = self.issuer.trim_end_matches("/oidc");
        let steps = [
            format!("Give your OpenID Connect library the issuer, {proof}."),
            format!("Give a Logto SDK the endpoint {endpoint} instead of the issuer."),
            "A running Signet knows the application within a second; no restart is needed."
                .to_owned(),
        ];
        for (number, step) in (1..).zip(steps) {
            line(&mut text, &format!("{number}."), &step);
        }
        text
    }

    fn credentials(&self, client: &Client, secret: Option<&Secret<String>>) -> String {
        let mut text = String::new();
        line(&mut text, "Client ID", client.id.as_str());
        if let Some(secret) = secret {
            line(&mut text, "Client secret", secret.expose());
        }
        line(&mut text, "Kind", client.kind.as_str());
        if client.third_party {
            line(
                &mut text,
                "Third party",
                "yes: people are asked for consent",
            );
        }
        if let Some(lifetime) = client.access_token_lifetime {
            let limit = format!("live {} s at most", lifetime.as_seconds());
            line(&mut text, "Access tokens", &limit);
        }
        line(&mut text, "Issuer", &self.issuer);
        for uri in &client.redirect_uris {
            line(&mut text, "Redirect URI", uri.as_str());
        }
        text
    }
}

fn unknown(id: &str) -> anyhow::Error {
    anyhow!("There is no application with the id {id:?}: `signet app list` shows them all.")
}

fn line(text: &mut String, name: &str, value: &str) {
    let width = if name.ends_with('.') { 3 } else { 16 };
    text.extend([
        "  ",
        name,
        &" ".repeat(width - name.len().min(width)),
        value,
        "\n",
    ]);
}

/// What a member of a registration is called here.
fn flag(member: &'static str) -> &'static str {
    match member {
        "id" => "--id",
        "redirect_uris" => "--redirect-uri",
        "post_logout_redirect_uris" => "--post-logout-redirect-uri",
        "access_token_lifetime" => "--access-token-lifetime",
        "backchannel_logout_uri" => "--backchannel-logout-uri",
        "frontchannel_logout_uri" => "--frontchannel-logout-uri",
        other => other,
    }
}
