//! `signet admin`: who may see and change everything, and the way in for them.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::Subcommand;
use engine::{
    access::{AccessControl, role::RoleRefused},
    administrator::codes::{Administrators, NoRecovery},
    failure::Failure,
};
use oidc_core::{
    account::administrator_code::AdministratorCode, id::UserId, role::ADMINISTRATOR, user::User,
};

use super::{
    opened::{Opened, broken},
    output, role,
    start::Start,
};
use crate::{config::Settings, setup::link};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make somebody an administrator who has an account
    Add {
        /// Their id or e-mail address
        user: String,
    },
    /// Let somebody be an administrator no more; the last one stays
    Remove {
        /// Their id or e-mail address
        user: String,
    },
    /// List the administrators
    List,
    /// Print a link that makes the first administrator, or signs in one whom no mail reaches
    Code {
        /// Whom; need not be said while there is only one
        user: Option<String>,
    },
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let administrators = Administrators {
        store: opened.store.clone(),
        clock: opened.clock.clone(),
        entropy: opened.entropy.clone(),
    };
    let said = match command {
        Command::Add { user } => add(&opened.access(), &user).await,
        Command::Remove { user } => remove(&opened.access(), &user).await,
        Command::List => list(&administrators, &opened.settings).await,
        Command::Code { user } => code(&administrators, &opened.settings, user.as_deref()).await,
    };
    opened.store.close().await;
    output::print(&said?)
}

async fn add(access: &AccessControl, user: &str) -> anyhow::Result<String> {
    let given = access
        .assign_role(ADMINISTRATOR, &role::person(user)?)
        .await;
    let is_new = given.map_err(|failure| match failure {
        Failure::Refused(RoleRefused::NoSuchUser) => no_account(user),
        other => role::refused(ADMINISTRATOR, other),
    })?;
    Ok(if is_new {
        format!("{user} is an administrator now.\n")
    } else {
        format!("{user} was an administrator already.\n")
    })
}

fn no_account(user: &str) -> anyhow::Error {
    if user.contains('@') {
        anyhow!(
            "There is no account {user:?}: make it with `signet user add --email {user}` first."
        )
    } else {
        anyhow!("There is no account {user:?}: `signet user list` shows the newest.")
    }
}

async fn remove(access: &AccessControl, user: &str) -> anyhow::Result<String> {
    let taken = access.take_role(ADMINISTRATOR, &role::person(user)?).await;
    let was_one = taken.map_err(|failure| match failure {
        Failure::Refused(RoleRefused::NoSuchUser) => no_account(user),
        other => role::refused(ADMINISTRATOR, other),
    })?;
    Ok(if was_one {
        format!("{user} is an administrator no more.\n")
    } else {
        format!("{user} was no administrator.\n")
    })
}

async fn list(administrators: &Administrators, settings: &Settings) -> anyhow::Result<String> {
    let all = administrators.all().await.map_err(broken)?;
    let declared = settings.administrators.iter();
    let declared = declared.map(|named| format!("{}\n", named.email.as_str()));
    let mut text = String::new();
    if all.is_empty() {
        text.push_str("There is no administrator yet");
        text.push_str(if settings.administrators.is_empty() {
            ": `signet admin code` prints a link that makes the first one.\n"
        } else {
            ".\n"
        });
    } else {
        writeln!(text, "{:<16}{:<34}NAME", "ID", "EMAIL")?;
    }
    for user in &all {
        let email = user.email.as_ref().map_or("-", |email| email.as_typed());
        let name = user.name.as_deref().unwrap_or("-");
        let note = if user.is_suspended() {
            " (suspended)"
        } else {
            ""
        };
        writeln!(text, "{:<16}{email:<34}{name}{note}", user.id.as_str())?;
    }
    if !settings.administrators.is_empty() {
        text.push_str("\nNamed in the configuration, for when they sign in:\n");
        text.extend(declared);
    }
    Ok(text)
}

async fn code(
    administrators: &Administrators,
    settings: &Settings,
    user: Option<&str>,
) -> anyhow::Result<String> {
    let all = administrators.all().await.map_err(broken)?;
    if !all.is_empty() {
        let whose = whose(&all, user)?;
        let code = administrators.recovery_code(&whose.id).await;
        let code = code.map_err(|failure| unrecovered(failure, &whose.id))?;
        let who = whose
            .email
            .as_ref()
            .map_or(whose.id.as_str(), |email| email.as_str());
        let first = format!("This signs {who} in, once and within 10 minutes");
        return Ok(shown(&first, settings, link::RECOVER, &code));
    }
    if user.is_some() {
        bail!(
            "There is no administrator yet, so nobody is to be signed in: is it the right database? \
             `signet admin code` alone makes a code for the first one."
        );
    }
    if !settings.administrators.is_empty() {
        bail!(
            "There is no administrator yet, and the setting console.administrators says who they \
             are: whoever signs in with one of those addresses becomes one."
        );
    }
    let code = administrators.setup_code().await.map_err(broken)?;
    let code = code.ok_or_else(|| anyhow!("There is an administrator since a moment ago."))?;
    let first = "This makes the first administrator, once and within 24 hours";
    Ok(shown(first, settings, link::SETUP, &code))
}

/// The one who is named; the only one, when nobody is.
fn whose<'a>(all: &'a [User], named: Option<&str>) -> anyhow::Result<&'a User> {
    let Some(named) = named else {
        return match all {
            [one] => Ok(one),
            _ => bail!("Say whose: `signet admin list` shows them all."),
        };
    };
    let email = named.parse().ok();
    let is_meant =
        |user: &&User| user.id.as_str() == named || (email.is_some() && user.email == email);
    let found = all.iter().find(is_meant);
    found.ok_or_else(|| {
        anyhow!("{named:?} is no administrator: `signet admin list` shows them all.")
    })
}

fn unrecovered(failure: Failure<NoRecovery>, user: &UserId) -> anyhow::Error {
    match failure {
        Failure::Broken(breakdown) => broken(breakdown),
        Failure::Refused(NoRecovery::NoAdministrator) => {
            anyhow!("{user} is no administrator any more.")
        }
        Failure::Refused(NoRecovery::Suspended) => anyhow!(
            "The account {user} is suspended: `signet user set {user} --suspended false` lifts that."
        ),
    }
}

fn shown(first: &str, settings: &Settings, page: &str, code: &AdministratorCode) -> String {
    let (link, address) = (
        link::to(&settings.urls, page, code),
        settings.urls.absolute(page),
    );
    format!(
        "{first}. Show it to nobody else.\n\n  {link}\n\nOr open {address} and type the code:\n\n  {}\n",
        code.expose()
    )
}
