//! `signet session`: who is signed in, and signing them out wherever their browser is.

use std::fmt::Write as _;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use engine::{
    author::Author,
    failure::Failure,
    precondition::Precondition,
    session::sessions::{LISTED, NotEnded, Sessions, Whose},
};
use oidc_core::{account::email::EmailAddress, id::SessionId};

use super::{moment::written, opened::Opened, output, start::Start};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the sessions that are alive, newest first
    List {
        /// Of one person only: an id or an e-mail address
        #[arg(long, value_name = "ID|EMAIL")]
        user: Option<String>,
    },
    /// End a session, or all of a person's; the applications in it are told
    End(End),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct End {
    /// The session, as `signet session list` shows it
    id: Option<String>,
    /// Sign a person out everywhere: all sessions, and all that applications were granted
    #[arg(long, value_name = "ID|EMAIL")]
    user: Option<String>,
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let sessions = Sessions {
        secrets: opened.secrets,
        clock: opened.clock,
        store: opened.store,
        entropy: opened.entropy,
        author: Author::system(),
    };
    let outcome = match command {
        Command::List { user } => list(&sessions, user.as_deref()).await,
        Command::End(End { id: Some(id), .. }) => end(&sessions, &id).await,
        Command::End(End { user, .. }) => {
            end_all(&sessions, user.as_deref().unwrap_or_default()).await
        }
    };
    sessions.store.close().await;
    output::print(&outcome?)
}

async fn list(sessions: &Sessions, user: Option<&str>) -> anyhow::Result<String> {
    let whose = user.map(whose).transpose()?;
    let listed = sessions.list(whose.as_ref()).await;
    let listed = listed.map_err(|failure| told(failure, user.unwrap_or_default()))?;
    if listed.is_empty() {
        return Ok("Nobody is signed in.\n".to_owned());
    }
    let (begun, seen) = ("BEGUN", "LAST USED");
    let mut text = format!(
        "{:<24}{:<14}{begun:<22}{seen:<22}{}\n",
        "ID", "USER", "WHO AND WHERE"
    );
    let full = listed.len() == usize::try_from(LISTED).unwrap_or(usize::MAX);
    for one in listed {
        let (session, user) = (one.session, one.user);
        let who = user.email.as_ref().map(EmailAddress::as_str);
        let clients: Vec<String> = one.clients.iter().map(ToString::to_string).collect();
        writeln!(
            text,
            "{:<24}{:<14}{:<22}{:<22}{} ({})",
            session.id.to_string(),
            user.id.to_string(),
            written(session.created_at),
            written(session.seen_at),
            who.unwrap_or("no address"),
            clients.join(", "),
        )?;
    }
    if full {
        writeln!(
            text,
            "These are the newest {LISTED}; --user shows those of one person."
        )?;
    }
    Ok(text)
}

async fn end(sessions: &Sessions, id: &str) -> anyhow::Result<String> {
    let parsed: SessionId = id.parse().map_err(|_| told_of_session(id))?;
    let user = sessions.end(&parsed).await;
    let user = user.map_err(|failure| told(failure, id))?;
    Ok(format!(
        "Ended the session {id} of the user {user}. A running Signet tells the applications in it.\n"
    ))
}

async fn end_all(sessions: &Sessions, user: &str) -> anyhow::Result<String> {
    let ended = sessions
        .end_all_of(&whose(user)?, &Precondition::NONE)
        .await;
    let ended = ended.map_err(|failure| told(failure, user))?;
    let (sessions, grants) = (ended.sessions, ended.grants);
    Ok(format!(
        "Signed {user} out everywhere: {sessions} sessions ended, {grants} grants revoked. A running \
         Signet tells the applications.\n"
    ))
}

/// An address has an `@`, an id has none.
fn whose(text: &str) -> anyhow::Result<Whose> {
    if text.contains('@') {
        let email = text.parse().map(Whose::Email);
        email.map_err(|_| anyhow!("--user: {text:?} is not an e-mail address."))
    } else {
        let id = text.parse().map(Whose::Id);
        id.map_err(|_| anyhow!("--user: {text:?} is neither an id nor an e-mail address."))
    }
}

fn told(failure: Failure<NotEnded>, named: &str) -> anyhow::Error {
    match failure {
        Failure::Broken(breakdown) => anyhow!("{}", breakdown.chain()),
        Failure::Refused(NotEnded::NoSession | NotEnded::OtherUser | NotEnded::Changed) => {
            told_of_session(named)
        }
        Failure::Refused(NotEnded::NoUser) => anyhow!("Nobody has the address {named}."),
    }
}

fn told_of_session(id: &str) -> anyhow::Error {
    anyhow!("There is no live session with the id {id:?}: `signet session list` shows them.")
}
