//! `signet user`: accounts, as an operator sees to them.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    author::Author,
    failure::Failure,
    password::hashing::Hashing,
    user::users::{NotWritten, Users},
};
use oidc_core::{claims, scope::Scope, time::Timestamp, user::User, user_field::UserField};
use serde_json::Value;
use store::Unique;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{opened::Opened, output, start::Start, user_fields::Fields};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account; who has the e-mail address can sign in to it
    Add(Fields),
    /// List accounts, the newest first
    List(List),
    /// Show one account
    Show {
        /// Its id or e-mail address
        user: String,
    },
    /// Change an account; an empty text removes what is there. The sessions of one that is suspended
    /// end
    Set {
        /// Its id or e-mail address
        user: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Remove an account; its sessions end, its applications are told, and its tokens count no more
    Remove {
        /// Its id or e-mail address
        user: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only the account of this id or e-mail address
    #[arg(long, value_name = "ID|EMAIL")]
    search: Option<String>,
    /// Those that came before this one
    #[arg(long, value_name = "ID|EMAIL", conflicts_with = "search")]
    before: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let users = Users {
        store: opened.store,
        secrets: opened.secrets,
        clock: opened.clock,
        entropy: opened.entropy,
        hashing: Hashing::default(),
        author: Author::system(),
    };
    let said = match command {
        Command::Add(fields) => Box::pin(add(&users, &fields)).await,
        Command::List(list) => listed(&users, &list).await,
        Command::Show { user } => show(&users, &user).await,
        Command::Set { user, fields } => Box::pin(set(&users, &user, &fields)).await,
        Command::Remove { user } => Box::pin(remove(&users, &user)).await,
    };
    users.store.close().await;
    output::print(&said?)
}

async fn add(users: &Users, fields: &Fields) -> anyhow::Result<String> {
    let changes = fields.changes();
    let reachable =
        |(field, text): &(UserField, String)| *field == UserField::Email && !text.trim().is_empty();
    if !changes.iter().any(reachable) {
        bail!("--email is missing: nobody could sign in.");
    }
    match users.add(&changes).await {
        Ok(user) => Ok(format!(
            "Made the account {}.\n\n{}",
            user.id,
            described(&user)?
        )),
        Err(failure) => Err(explained(failure, "")),
    }
}

async fn set(users: &Users, key: &str, fields: &Fields) -> anyhow::Result<String> {
    let changes = fields.changes();
    if changes.is_empty() {
        bail!("There is nothing to change: `signet user set --help` shows what can be set.");
    }
    match users.set(key, &changes).await {
        Ok(user) => Ok(format!(
            "Changed the account {}.\n\n{}",
            user.id,
            described(&user)?
        )),
        Err(failure) => Err(explained(failure, key)),
    }
}

async fn show(users: &Users, key: &str) -> anyhow::Result<String> {
    let user = users.find(key).await?.ok_or_else(|| unknown(key))?;
    described(&user)
}

async fn remove(users: &Users, key: &str) -> anyhow::Result<String> {
    let removed = users.remove(key).await;
    let removed = removed.map_err(|failure| explained(failure, key))?;
    let user = removed.ok_or_else(|| unknown(key))?;
    Ok(format!("Removed the account {}.\n", user.id))
}

async fn listed(users: &Users, list: &List) -> anyhow::Result<String> {
    if let Some(key) = &list.search {
        let user = users.find(key).await?.ok_or_else(|| unknown(key))?;
        return table(&[user]);
    }
    let before = list.before.as_deref();
    let found = users.newest(before, list.limit).await?;
    let found = found.ok_or_else(|| unknown(before.unwrap_or_default()))?;
    if found.rows.is_empty() && found.unreadable.is_empty() {
        return Ok(match before {
            Some(_) => "There are no older accounts.\n".to_owned(),
            None => "There is no account yet: `signet user add` makes one.\n".to_owned(),
        });
    }
    let mut text = table(&found.rows)?;
    for row in &found.unreadable {
        writeln!(text, "{:<16}cannot be read ({})", row.id, row.what)?;
    }
    let is_full = found.rows.len() + found.unreadable.len() >= usize::from(list.limit);
    if let Some(last) = found.rows.last().filter(|_| is_full) {
        writeln!(text, "\nOlder ones: signet user list --before {}", last.id)?;
    }
    Ok(text)
}

fn table(users: &[User]) -> anyhow::Result<String> {
    let mut text = format!("{:<16}{:<12}{:<34}{}\n", "ID", "SINCE", "EMAIL", "NAME");
    for user in users {
        let note = if user.is_suspended() {
            " (suspended)"
        } else {
            ""
        };
        let since = date(user.created_at).chars().take(10).collect::<String>();
        let email = user.email.as_ref().map_or("-", |email| email.as_typed());
        let name = user.name.as_deref().unwrap_or("-");
        writeln!(
            text,
            "{:<16}{since:<12}{email:<34}{name}{note}",
            user.id.as_str()
        )?;
    }
    Ok(text)
}

/// The account by the names of its claims: what applications are told of it.
fn described(user: &User) -> anyhow::Result<String> {
    let all: Scope = "profile email phone address".parse()?;
    let told = claims::told(user, &[], &all, None, claims::Audience::Userinfo);
    let mut text = String::new();
    for (name, value) in &told {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    line(&mut text, &format!("{name}.{member}"), value)?;
                }
            }
            _ if ["created_at", "updated_at"].contains(&name.as_str()) => {}
            _ => line(&mut text, name, value)?,
        }
    }
    for (name, at) in [
        ("created", Some(user.created_at)),
        ("changed", Some(user.updated_at)),
        ("last sign-in", user.last_sign_in_at),
        ("suspended", user.suspended_at),
    ] {
        if let Some(at) = at {
            line(&mut text, name, &date(at).into())?;
        }
    }
    Ok(text)
}

fn line(text: &mut String, name: &str, value: &Value) -> std::fmt::Result {
    let value = match value {
        Value::String(value) => value.replace('\n', ", "),
        other => other.to_string(),
    };
    writeln!(text, "  {name:<24}{value}")
}

fn date(at: Timestamp) -> String {
    let date = OffsetDateTime::from_unix_timestamp(at.as_seconds()).ok();
    let text = date.and_then(|date| date.format(&Rfc3339).ok());
    text.unwrap_or_else(|| at.as_seconds().to_string())
}

fn explained(failure: Failure<NotWritten>, key: &str) -> anyhow::Error {
    match failure {
        Failure::Broken(breakdown) => anyhow!("{}", breakdown.chain()),
        Failure::Refused(NotWritten::Unknown) => unknown(key),
        // No flag sets these.
        Failure::Refused(
            NotWritten::Changed
            | NotWritten::NotFresh
            | NotWritten::CustomData(_)
            | NotWritten::IdentityTaken
            | NotWritten::NoIdentity,
        ) => anyhow!("The account {key:?} has changed meanwhile."),
        Failure::Refused(NotWritten::LastAdministrator(last)) => anyhow!("{last}"),
        Failure::Refused(NotWritten::Invalid(field, why)) => {
            anyhow!("{} {why}", Fields::flag(field))
        }
        Failure::Refused(NotWritten::Taken(unique)) => {
            let field = match unique {
                Unique::Email => UserField::Email,
                Unique::Phone => UserField::Phone,
                Unique::Username => UserField::Username,
            };
            anyhow!(
                "{} belongs to another account already.",
                Fields::flag(field)
            )
        }
    }
}

fn unknown(key: &str) -> anyhow::Error {
    anyhow!("There is no account {key:?}: `signet user list` shows the newest.")
}
