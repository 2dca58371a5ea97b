//! `signet app secret`: several secrets of one application, so that one takes the place of another
//! without a refused request.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    application::{Applications, secrets::Added},
    failure::Failure,
    span::Span,
};
use oidc_core::{
    client_secret::{MOST, NotAddable, NotRemovable, Removal, SecretName},
    id::ClientId,
    source::Source,
    time::Timestamp,
};

use super::said::Said;
use crate::moment;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make another secret and print it; those before it stay valid
    Add(Add),
    /// List the secrets of an application, without the secrets themselves
    List {
        /// Its id
        app: String,
    },
    /// Show one secret
    Show {
        /// The application's id
        app: String,
        /// The name of the secret
        name: String,
    },
    /// Remove a secret; it is refused from then on
    Remove {
        /// The application's id
        app: String,
        /// The name of the secret
        name: String,
        /// Even if the application has no other one that works
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The application's id
    app: String,
    /// What to call it; a free name when left out
    #[arg(long)]
    name: Option<String>,
    /// How long it is good, like 90d; for ever when left out
    #[arg(long, value_name = "SPAN")]
    expires_in: Option<String>,
    /// Until when it is good, like 2027-01-31 or 2027-01-31T12:00:00Z
    #[arg(long, value_name = "TIME", conflicts_with = "expires_in")]
    expires_at: Option<String>,
}

impl Add {
    fn expires_at(&self, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
        if let Some(text) = &self.expires_in {
            let span: Span = text
                .parse()
                .map_err(|why| anyhow!("--expires-in {text:?} {why}."))?;
            return Ok(Some(now.plus(span.lifetime())));
        }
        let at = self.expires_at.as_deref().map(moment::parse);
        at.transpose().map_err(|why| anyhow!("--expires-at {why}"))
    }
}

pub(super) async fn run(applications: &Applications, command: Command) -> anyhow::Result<Said> {
    match command {
        Command::Add(command) => add(applications, command).await,
        Command::List { app } => list(applications, &app).await.map(Said::only),
        Command::Show { app, name } => show(applications, &app, &name).await.map(Said::only),
        Command::Remove { app, name, force } => {
            let removal = if force {
                Removal::Forced
            } else {
                Removal::Gentle
            };
            let removed = remove(applications, &app, &name, removal).await;
            removed.map(Said::done)
        }
    }
}

async fn add(applications: &Applications, command: Add) -> anyhow::Result<Said> {
    let app = command.app.as_str();
    let id = id(app)?;
    let name = command.name.as_deref().map(str::parse::<SecretName>);
    let name = name.transpose().map_err(|why| anyhow!("--name {why}"))?;
    let expires_at = command.expires_at(applications.clock.now())?;
    let Added { row, secret } = match applications.add_secret(&id, name, expires_at).await {
        Ok(added) => added,
        Err(Failure::Broken(breakdown)) => bail!("{}", breakdown.chain()),
        Err(Failure::Refused(why)) => return Err(not_added(app, why)),
    };
    let name = &row.name;
    let until = row
        .expires_at
        .map_or_else(|| "never".to_owned(), moment::show);
    let text = format!(
        "Added the secret {name:?} to the application {app}.\n\n  \
         Client ID       {app}\n  \
         Client secret   {}\n  \
         Expires         {until}\n\n\
         A running Signet takes it at once, and those before it as well. When the application uses it\n\
         everywhere (`signet app secret list {app}` shows when each was used last), end the other one\n\
         with `signet app secret remove {app} NAME`.\n",
        secret.expose()
    );
    let unheard = format!(
        "The secret {name:?} of {app} is added; `signet app secret show {app} {name:?}` shows it, \
         which could not be printed here"
    );
    Ok(Said::secret(text, unheard))
}

fn not_added(app: &str, why: NotAddable) -> anyhow::Error {
    match why {
        NotAddable::UnknownClient => unknown(app),
        NotAddable::BuiltIn => {
            anyhow!("The application {app} is part of Signet, which gives it its secrets.")
        }
        NotAddable::Public => anyhow!(
            "The application {app} has no secret: spa and native applications cannot keep one."
        ),
        NotAddable::TooMany => anyhow!(
            "The application {app} has {MOST} secrets, and no application may have more: remove one \
             that is not used (`signet app secret list {app}`)."
        ),
        NotAddable::Taken => anyhow!(
            "The application {app} has a secret of that name already: choose another --name."
        ),
        NotAddable::Over => {
            anyhow!("--expires-at must lie in the future: such a secret would be refused at once.")
        }
    }
}

async fn list(applications: &Applications, app: &str) -> anyhow::Result<String> {
    let found = applications.secrets_of(&id(app)?).await?;
    let (client, secrets) = found.ok_or_else(|| unknown(app))?;
    if secrets.is_empty() {
        return Ok(format!("The application {} has no secret.\n", client.id));
    }
    let mut text = row(["NAME", "FROM", "MADE", "EXPIRES", "LAST USED"]);
    let now = applications.clock.now();
    for secret in secrets {
        let until = match secret.expires_at {
            None => "never".to_owned(),
            Some(end) if end.is_over(now) => format!("{} (over)", moment::show(end)),
            Some(end) => moment::show(end),
        };
        let used = secret.last_used_at;
        let used = used.map_or_else(|| "not yet".to_owned(), moment::show);
        let (from, made) = (secret.source.as_str(), moment::show(secret.created_at));
        text.push_str(&row([&secret.name, from, &made, &until, &used]));
    }
    writeln!(text, "\nUses are written down within a minute.")?;
    Ok(text)
}

fn row([name, from, made, until, used]: [&str; 5]) -> String {
    format!("{name:<24}{from:<10}{made:<22}{until:<29}{used}\n")
}

async fn show(applications: &Applications, app: &str, name: &str) -> anyhow::Result<String> {
    let found = applications.secrets_of(&id(app)?).await?;
    let (_, secrets) = found.ok_or_else(|| unknown(app))?;
    let named = secrets.iter().find(|secret| secret.name == name);
    let named = named.ok_or_else(|| no_secret(app, name))?;
    let secret = applications.open_secret(named);
    let secret = secret.map_err(|breakdown| anyhow!("{}", breakdown.chain()))?;
    Ok(format!("{}\n", secret.expose()))
}

async fn remove(
    applications: &Applications,
    app: &str,
    name: &str,
    removal: Removal,
) -> anyhow::Result<String> {
    match applications.remove_secret(&id(app)?, name, removal).await {
        Ok(()) => Ok(format!(
            "Removed the secret {name:?} of the application {app}.\n"
        )),
        Err(Failure::Broken(breakdown)) => bail!("{}", breakdown.chain()),
        Err(Failure::Refused(NotRemovable::UnknownClient)) => Err(unknown(app)),
        // Nothing is asked that they must still be.
        Err(Failure::Refused(NotRemovable::Unknown | NotRemovable::Changed)) => {
            Err(no_secret(app, name))
        }
        Err(Failure::Refused(NotRemovable::OwnedBy(Source::BuiltIn))) => {
            bail!("The secret {name:?} of {app} belongs to Signet itself.")
        }
        Err(Failure::Refused(NotRemovable::OwnedBy(_))) => bail!(
            "The secret {name:?} of {app} stands in signet.toml: drop it there, and the next start \
             removes it."
        ),
        Err(Failure::Refused(NotRemovable::Last)) => bail!(
            "The secret {name:?} is the last one of {app} that works: add another one first \
             (`signet app secret add {app}`), or shut the application out with --force."
        ),
    }
}

fn id(app: &str) -> anyhow::Result<ClientId> {
    app.parse().map_err(|_| unknown(app))
}

fn unknown(app: &str) -> anyhow::Error {
    anyhow!("There is no application with the id {app:?}: `signet app list` shows them all.")
}

fn no_secret(app: &str, name: &str) -> anyhow::Error {
    anyhow!(
        "The application {app} has no secret with the name {name:?}: `signet app secret list {app}` \
         shows them all."
    )
}
