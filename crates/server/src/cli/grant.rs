//! `signet grant`: what people have granted to applications, and taking it back.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    author::Author,
    entropy::Entropy,
    grant::{
        list::{Filter, find_user, list},
        revoke::{Revoked, revoke_all, revoke_one},
    },
};
use oidc_core::{
    account::identifier::Identifier,
    grant::Grant,
    id::{ClientId, GrantId, UserId},
    time::Timestamp,
};
use store::Store;

use super::{opened::Opened, output, start::Start};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the grants that stand, newest first, fifty at a time
    List(List),
    /// Take a grant back; a consent is forgotten with all that was granted by it, and asked anew
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Of this person
    #[arg(long, value_name = "ID|EMAIL")]
    user: Option<String>,
    /// To this application
    #[arg(long, value_name = "ID")]
    client: Option<ClientId>,
    /// Older than this grant
    #[arg(long, value_name = "ID")]
    before: Option<GrantId>,
}

#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// The grant
    #[arg(
        required_unless_present_all = ["user", "client"],
        conflicts_with_all = ["user", "client"]
    )]
    id: Option<GrantId>,
    /// All that this person granted to the application
    #[arg(long, value_name = "ID|EMAIL", requires = "client")]
    user: Option<String>,
    /// The application
    #[arg(long, value_name = "ID", requires = "user")]
    client: Option<ClientId>,
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let (store, entropy, now) = (opened.store, opened.entropy, opened.clock.now());
    let said = match command {
        Command::List(wanted) => show(&store, wanted, now).await,
        Command::Revoke(revoke) => take_back(&store, revoke, now, &entropy).await,
    };
    store.close().await;
    output::print(&said?)
}

async fn show(store: &Store, wanted: List, now: Timestamp) -> anyhow::Result<String> {
    let user = match &wanted.user {
        Some(user) => Some(person(store, user).await?),
        None => None,
    };
    let filter = Filter {
        user,
        client: wanted.client,
        before: wanted.before,
    };
    let found = list(store, &filter, now).await?;
    if found.grants.is_empty() {
        return Ok("There is no such grant.\n".to_owned());
    }
    let mut text = format!(
        "{:<24}{:<15}{:<24}{:<8}{}\n",
        "ID", "USER", "CLIENT", "AGE", "SCOPE"
    );
    for grant in &found.grants {
        text.push_str(&line(grant, now)?);
    }
    if let Some(next) = found.next {
        writeln!(text, "There may be more: add --before {next}")?;
    }
    Ok(text)
}

fn line(grant: &Grant, now: Timestamp) -> anyhow::Result<String> {
    let mut text = String::new();
    let (id, client) = (grant.id.to_string(), grant.client_id.as_str());
    let user = grant.subject.user().map_or("-", UserId::as_str);
    let (age, scope) = (age(grant.created_at, now), &grant.scope);
    writeln!(text, "{id:<24}{user:<15}{client:<24}{age:<8}{scope}")?;
    Ok(text)
}

fn age(since: Timestamp, now: Timestamp) -> String {
    let minutes = now.since(since).as_seconds().max(0) / 60;
    match minutes {
        0..60 => format!("{minutes} min"),
        60..1_440 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1_440),
    }
}

async fn take_back(
    store: &Store,
    revoke: Revoke,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<String> {
    let (author, mut rng) = (&Author::system(), entropy.rng());
    let revoked = match (revoke.id, revoke.user, revoke.client) {
        (Some(id), _, _) => {
            let revoked = revoke_one(store, author, &id, now, &mut rng).await?;
            revoked.ok_or_else(|| anyhow!("No person has given a grant with the id {id}."))?
        }
        (None, Some(user), Some(client)) => {
            let user = person(store, &user).await?;
            revoke_all(store, author, (&user, &client), now, &mut rng).await?
        }
        // clap has asked for one or the other.
        (None, _, _) => bail!("Name a grant, or --user and --client."),
    };
    let Revoked { grants, consent } = revoked;
    Ok(match (grants, consent) {
        (0, false) => "There was nothing to revoke.\n".to_owned(),
        (0, true) => "Forgot the consent; no grant stood.\n".to_owned(),
        (1, true) => "Revoked one grant and forgot the consent.\n".to_owned(),
        (1, false) => "Revoked one grant.\n".to_owned(),
        (more, true) => format!("Revoked {more} grants and forgot the consent.\n"),
        (more, false) => format!("Revoked {more} grants.\n"),
    })
}

/// Who is meant by an id or an address.
async fn person(store: &Store, named: &str) -> anyhow::Result<UserId> {
    let unknown = || anyhow!("There is nobody with the address {named:?}.");
    if !named.contains('@') {
        return named.parse().map_err(|_| {
            anyhow!("{named:?} is neither the id of a person nor an e-mail address.")
        });
    }
    let email = named.parse().map_err(|_| unknown())?;
    let found = find_user(store, &Identifier::Email(email)).await?;
    found.ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use oidc_core::{account::email::EmailAddress, subject::Subject, time::Lifetime, user::User};
    use store::StoreError;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_760_000_000_000);

    /// Ada granted this much to the shop; the ids count up.
    async fn granted(store: &Store, many: u8) {
        let email: EmailAddress = "ada@example.com".parse().unwrap();
        let ada = User::new("ada".parse().unwrap(), Some(email), NOW);
        let grant = |number: u8| Grant {
            id: GrantId::from_bytes([number; 16]),
            subject: Subject::User(ada.id.clone()),
            client_id: "shop".parse().unwrap(),
            registration: None,
            session_id: None,
            auth_time: NOW,
            amr: Vec::new(),
            scope: "openid email".parse().unwrap(),
            resources: Vec::new(),
            claims: None,
            created_at: NOW.minus(Lifetime::hours(2)),
            expires_at: NOW.plus(Lifetime::days(1)),
            revoked_at: None,
        };
        let (ada, grant) = (&ada, &grant);
        let written: Result<_, StoreError> = store
            .transact(|mut tx| async move {
                tx.users().insert(ada).await?;
                for number in 1..=many {
                    tx.grants().insert(&grant(number)).await?;
                }
                Ok(())
            })
            .await;
        written.unwrap();
    }

    fn of(user: Option<&str>, client: Option<&str>, before: Option<GrantId>) -> List {
        List {
            user: user.map(str::to_owned),
            client: client.map(|id| id.parse().unwrap()),
            before,
        }
    }

    #[tokio::test]
    async fn grants_are_listed_fifty_at_a_time_newest_first() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        granted(&store, 51).await;
        let first = show(&store, of(Some("ada@example.com"), None, None), NOW);
        let first = first.await.unwrap();
        assert_eq!(first.lines().count(), 52, "a head, fifty and a hint");
        let newest = GrantId::from_bytes([51; 16]);
        let line = first.lines().nth(1).unwrap();
        let words: Vec<_> = line.split_whitespace().collect();
        let id = newest.to_string();
        assert_eq!(words, [&id, "ada", "shop", "2", "h", "openid", "email"]);
        let hint = first.lines().last().unwrap();
        let before = hint.rsplit(' ').next().unwrap().parse().unwrap();
        let rest = show(&store, of(None, Some("shop"), Some(before)), NOW);
        assert_eq!(rest.await.unwrap().lines().count(), 2);
        for wanted in [of(Some("eve"), None, None), of(None, Some("other"), None)] {
            let none = show(&store, wanted, NOW).await.unwrap();
            assert_eq!(none, "There is no such grant.\n");
        }
    }

    #[tokio::test]
    async fn a_grant_or_all_of_them_are_taken_back() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        granted(&store, 3).await;
        let entropy = Entropy::system().unwrap();
        let one = || Revoke {
            id: Some(GrantId::from_bytes([2; 16])),
            user: None,
            client: None,
        };
        let all = Revoke {
            id: None,
            user: Some("ADA@example.com".to_owned()),
            client: Some("shop".parse().unwrap()),
        };
        for (revoke, said) in [
            (one(), "Revoked one grant.\n"),
            (one(), "There was nothing to revoke.\n"),
            (all, "Revoked 2 grants.\n"),
        ] {
            let told = take_back(&store, revoke, NOW, &entropy).await.unwrap();
            assert_eq!(told, said);
        }
        let left = show(&store, of(None, None, None), NOW).await.unwrap();
        assert_eq!(left, "There is no such grant.\n");
    }

    #[test]
    fn an_age_is_told_in_the_unit_that_suits_it() {
        for (span, told) in [
            (Lifetime::seconds(59), "0 min"),
            (Lifetime::minutes(59), "59 min"),
            (Lifetime::hours(23), "23 h"),
            (Lifetime::days(3), "3 d"),
        ] {
            assert_eq!(age(NOW.minus(span), NOW), told);
        }
        assert_eq!(age(NOW.plus(Lifetime::days(1)), NOW), "0 min");
    }
}
