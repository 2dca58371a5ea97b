//! `signet app`: applications that are not in the configuration file.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use oidc_core::{
    client::{Client, ClientKind, SealedClientSecret},
    id::{ClientId, mint_client_secret},
    secret::Secret,
    source::Source,
};
use store::{Store, StoreError};

use super::{Start, output};
use crate::{
    app::{InstanceSecrets, place},
    bootstrap::instance_key,
    clock::Clock,
    config::{ConfigError, Mode, Settings, application::Section, secrets::MasterKey},
    entropy::Entropy,
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
    /// An id of your choice; a random one when left out
    #[arg(long)]
    id: Option<String>,
}

const SECRET_NAME: &str = "default";

struct Registry {
    store: Store,
    secrets: InstanceSecrets,
    entropy: Entropy,
    clock: Clock,
    issuer: String,
}

/// A key made up here would seal a database that servers with the real one cannot open.
fn refuse_to_make_up_a_key(settings: &Settings) -> anyhow::Result<()> {
    match &settings.master_key {
        MasterKey::Generated(path) if !path.exists() => bail!(
            "The setting secrets.master_key is missing: give this command the key that the servers \
             on this database have."
        ),
        _ => Ok(()),
    }
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let settings = Settings::check(&start.file, Mode::Development)?;
    if settings.database.is_postgres() {
        refuse_to_make_up_a_key(&settings)?;
    }
    crate::app::make_folder(&settings)?;
    let entropy = Entropy::system()?;
    let store = settings.database.open().await?;
    let now = start.clock.now();
    let registry = Registry {
        secrets: Box::pin(instance_key::load(&store, &settings, now, &entropy)).await?,
        issuer: settings.urls.issuer(),
        clock: start.clock,
        store,
        entropy,
    };
    let outcome = match command {
        Command::Add(add) => Box::pin(registry.add(add)).await,
        Command::List => registry.list().await.map(Said::only),
        Command::Show { id } => registry.show(&id).await.map(Said::only),
        Command::Remove { id } => Box::pin(registry.remove(&id)).await.map(Said::done),
    };
    registry.store.close().await;
    let said = outcome?;
    match (output::print(&said.text), said.unheard) {
        (Err(error), Some(what_now)) => Err(error.context(what_now)),
        (printed, _) => printed,
    }
}

/// What a command has to say, and what to do when it could not be printed: the deed is done.
struct Said {
    text: String,
    unheard: Option<String>,
}

impl Said {
    /// Of a command that does nothing but print.
    const fn only(text: String) -> Self {
        let unheard = None;
        Self { text, unheard }
    }

    /// Of a registration, whose secret must not be lost.
    fn registered(text: String, id: &ClientId) -> Self {
        let unheard = Some(format!(
            "The application {id} is registered; `signet app show {id}` shows its credentials, \
             which could not be printed here"
        ));
        Self { text, unheard }
    }

    /// Of a deed that is told in one line.
    fn done(text: String) -> Self {
        let unheard = Some(text.trim_end().to_owned());
        Self { text, unheard }
    }
}

impl Registry {
    async fn add(&self, add: Add) -> anyhow::Result<Said> {
        let mut rng = self.entropy.rng();
        let public = matches!(add.kind, ClientKind::Spa | ClientKind::Native);
        let secret = (!public).then(|| mint_client_secret(&mut rng));
        let section = Section {
            id: Some(add.id.unwrap_or_else(|| ClientId::mint(&mut rng).into())),
            secret: secret.clone(),
            name: add.name,
            kind: Some(add.kind.as_str().to_owned()),
            redirect_uris: add.redirect_uris,
            post_logout_redirect_uris: add.post_logout_redirect_uris,
            ..Section::default()
        };
        let checked = section
            .check("app", Source::Console)
            .map_err(|error| as_flag(&error))?;
        let now = self.clock.now();
        let mut client = checked.client;
        (client.created_at, client.updated_at) = (now, now);
        let sealed = secret
            .as_ref()
            .map(|secret| {
                let plain = secret.expose().as_bytes();
                self.secrets.sealing.seal(
                    &place::client_secret(client.id.as_str(), SECRET_NAME),
                    plain,
                    &mut rng,
                )
            })
            .transpose()?
            .map(|sealed| SealedClientSecret {
                client_id: client.id.clone(),
                name: SECRET_NAME.to_owned(),
                sealed,
                expires_at: None,
                created_at: now,
            });
        self.store.finish_removals(now).await?;
        let (client, sealed) = (&client, &sealed);
        let added = self
            .store
            .transact(|mut tx| async move {
                if !tx.clients().insert(client).await? {
                    return Ok::<_, StoreError>(false);
                }
                if let Some(sealed) = sealed {
                    tx.clients().add_secret(sealed).await?;
                }
                Ok(true)
            })
            .await?;
        if !added {
            bail!(
                "There is an application with the id {} already: choose another --id.",
                client.id
            );
        }
        let text = self.next_steps(client, secret.as_ref());
        Ok(Said::registered(text, &client.id))
    }

    async fn list(&self) -> anyhow::Result<String> {
        let clients = self
            .store
            .read(|mut tx| async move { tx.clients().all().await })
            .await?;
        let (clients, unreadable) = (clients.rows, clients.unreadable);
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
        let client = self.find(id).await?;
        let secrets = self
            .store
            .read(|mut tx| async move { tx.clients().secrets().await })
            .await?;
        let own = secrets
            .rows
            .into_iter()
            .find(|secret| secret.client_id == client.id);
        let secret = own
            .map(|own| {
                self.secrets.sealing.unseal(
                    &place::client_secret(own.client_id.as_str(), &own.name),
                    &own.sealed,
                )
            })
            .transpose()?
            .map(|plain| String::from_utf8(plain.to_vec()).map(Secret::new))
            .transpose()?;
        let mut text = format!("{}\n\n", client.name);
        text.push_str(&self.credentials(&client, secret.as_ref()));
        for uri in &client.post_logout_redirect_uris {
            line(&mut text, "After sign-out", uri.as_str());
        }
        let status = if client.disabled {
            "disabled"
        } else {
            "in use"
        };
        line(
            &mut text,
            "Status",
            &format!("{status}, from {}", client.source.as_str()),
        );
        Ok(text)
    }

    async fn remove(&self, id: &str) -> anyhow::Result<String> {
        let parsed: ClientId = id.parse().map_err(|_| unknown(id))?;
        let (key, now) = (&parsed, self.clock.now());
        let (source, client) = self
            .store
            .read(|mut tx| async move {
                let source = tx.clients().source(key).await?;
                Ok::<_, StoreError>((source, tx.clients().look(key).await?))
            })
            .await?;
        match source.ok_or_else(|| unknown(id))? {
            Ok(Source::File) => bail!(
                "The application {id} stands in signet.toml: drop it there, and the next start \
                 disables it."
            ),
            Ok(Source::BuiltIn) => bail!(
                "The application {id} belongs to Signet itself: `signet dev --no-demo` leaves it \
                 out."
            ),
            // One that cannot be read can be removed all the same.
            Ok(Source::Console) | Err(_) => {}
        }
        self.store
            .transact(|mut tx| async move { tx.clients().remove(key, now).await })
            .await?;
        self.store.finish_removals(now).await?;
        let name = client
            .and_then(Result::ok)
            .map_or_else(|| "it could not be read".to_owned(), |client| client.name);
        Ok(format!("Removed the application {id} ({name}).\n"))
    }

    async fn find(&self, id: &str) -> anyhow::Result<Client> {
        let parsed: ClientId = id.parse().map_err(|_| unknown(id))?;
        let key = &parsed;
        let found = self
            .store
            .read(|mut tx| async move { tx.clients().find(key).await })
            .await?;
        found.ok_or_else(|| unknown(id))
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

/// What the file calls a key is a flag here.
fn as_flag(error: &ConfigError) -> anyhow::Error {
    let ConfigError::Setting { key, problem } = error else {
        return anyhow!("{error}");
    };
    let flag = match key.rsplit('.').next() {
        Some("redirect_uris") => "--redirect-uri",
        Some("post_logout_redirect_uris") => "--post-logout-redirect-uri",
        Some("id") => "--id",
        Some(other) => other,
        None => key,
    };
    anyhow!("{flag} {problem}")
}
