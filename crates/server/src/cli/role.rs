//! `signet role`: what people and machines may do, and who they are.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    access::{
        AccessControl,
        holder::Holder,
        role::{Described, Permission, RoleChange, RoleRefused},
    },
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    role::RoleKind,
    source::{Owner, Source},
};

use super::{
    opened::{Opened, broken},
    output,
    shown::{note, sheet, status},
    start::Start,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a role
    Add {
        /// Its name
        name: String,
        /// Who may hold it: "user" or "machine"
        #[arg(long, default_value = "user")]
        kind: RoleKind,
        #[command(flatten)]
        change: Change,
    },
    /// List all roles
    List,
    /// Show one role, what it allows and who holds it
    Show {
        /// Its name
        name: String,
    },
    /// Change a role
    Set {
        /// Its name
        name: String,
        #[command(flatten)]
        change: Change,
        /// A scope that it shall not allow any more: the API and the name
        #[arg(long, num_args = 2, value_names = ["INDICATOR", "SCOPE"])]
        deny: Vec<String>,
    },
    /// Remove a role from everybody
    Remove {
        /// Its name
        name: String,
    },
    /// Give a role to a person or a machine application
    Assign {
        /// Its name
        name: String,
        #[command(flatten)]
        to: To,
    },
    /// Take a role from a person or a machine application
    Unassign {
        /// Its name
        name: String,
        #[command(flatten)]
        to: To,
    },
}

#[derive(Debug, Args)]
pub(super) struct Change {
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// Whether every new user gets it
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    default: Option<bool>,
    /// A scope that it allows: the API and the name; may be given several times
    #[arg(long, num_args = 2, value_names = ["INDICATOR", "SCOPE"])]
    allow: Vec<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct To {
    /// A person, by id or e-mail address
    #[arg(long, value_name = "ID|EMAIL")]
    user: Option<String>,
    /// A machine application, by id
    #[arg(long, value_name = "ID")]
    app: Option<String>,
}

impl Change {
    fn read(self, deny: &[String]) -> anyhow::Result<RoleChange> {
        Ok(RoleChange {
            description: self.description,
            is_default: self.default,
            allow: permissions("--allow", &self.allow)?,
            deny: permissions("--deny", deny)?,
            ..RoleChange::default()
        })
    }
}

impl To {
    fn read(&self) -> anyhow::Result<Holder> {
        match (&self.user, &self.app) {
            (Some(user), _) => person(user),
            (None, Some(id)) => Ok(Holder::Client(id.parse().map_err(|_| nobody(id))?)),
            (None, None) => bail!("Say who: --user or --app."),
        }
    }

    fn named(&self) -> &str {
        let named = self.user.as_ref().or(self.app.as_ref());
        named.map_or("nobody", String::as_str)
    }
}

fn nobody(text: &str) -> anyhow::Error {
    anyhow!("{text:?} is neither an id nor an e-mail address.")
}

/// A person by id or e-mail address.
pub(super) fn person(text: &str) -> anyhow::Result<Holder> {
    if text.contains('@') {
        let parsed: EmailAddress = text.parse().map_err(|_| nobody(text))?;
        return Ok(Holder::Identifier(Identifier::Email(parsed.canonical())));
    }
    Ok(Holder::User(text.parse().map_err(|_| nobody(text))?))
}

fn permissions(flag: &str, words: &[String]) -> anyhow::Result<Vec<Permission>> {
    let (pairs, _) = words.as_chunks::<2>();
    let pair = |[indicator, scope]: &[String; 2]| {
        let parsed = indicator.parse();
        let parsed = parsed.map_err(|why| anyhow!("{flag} has {indicator:?}, which {why}."))?;
        Ok((parsed, scope.clone()))
    };
    pairs.iter().map(pair).collect()
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let said = said(&opened.access(), command).await;
    opened.store.close().await;
    output::print(&said?)
}

async fn said(access: &AccessControl, command: Command) -> anyhow::Result<String> {
    match command {
        Command::Add { name, kind, change } => {
            let change = change.read(&[])?;
            let made = access.add_role(&name, kind, &change, Source::Console).await;
            made.map_err(|failure| refused(&name, failure))?;
            Ok(format!(
                "Made the role {name:?}.\n\n{}",
                show(access, &name).await?
            ))
        }
        Command::Set { name, change, deny } => {
            let change = change.read(&deny)?;
            let changed = access.set_role(&*name, &change, &Precondition::NONE).await;
            changed.map_err(|failure| refused(&name, failure))?;
            Ok(format!(
                "Changed the role {name:?}.\n\n{}",
                show(access, &name).await?
            ))
        }
        Command::Remove { name } => {
            let removed = access.remove_role(&*name, &Precondition::NONE).await;
            removed.map_err(|failure| refused(&name, failure))?;
            Ok(format!("Removed the role {name:?} from everybody.\n"))
        }
        Command::Assign { name, to } => {
            let assigned = access.assign_role(&name, &to.read()?).await;
            let is_new = assigned.map_err(|failure| refused(&name, failure))?;
            let verb = if is_new { "has" } else { "had" };
            let when = if is_new { "now" } else { "already" };
            Ok(format!("{} {verb} the role {name:?} {when}.\n", to.named()))
        }
        Command::Unassign { name, to } => {
            let taken = access.take_role(&name, &to.read()?).await;
            Ok(if taken.map_err(|failure| refused(&name, failure))? {
                format!("{} has the role {name:?} no more.\n", to.named())
            } else {
                format!("{} did not have the role {name:?}.\n", to.named())
            })
        }
        Command::Show { name } => show(access, &name).await,
        Command::List => list(access).await,
    }
}

async fn list(access: &AccessControl) -> anyhow::Result<String> {
    let (roles, unreadable) = access.roles().await.map_err(broken)?;
    let mut text = format!(
        "{:<32}{:<10}{:<10}{}\n",
        "NAME", "KIND", "SOURCE", "DESCRIPTION"
    );
    for role in roles {
        let note = note(role.disabled, role.is_default);
        let (name, kind, source) = (&role.name, role.kind.as_str(), role.source.as_str());
        let description = &role.description;
        writeln!(text, "{name:<32}{kind:<10}{source:<10}{description}{note}")?;
    }
    for row in unreadable {
        writeln!(
            text,
            "{:<32}cannot be read ({}); allows nothing",
            row.id, row.what
        )?;
    }
    Ok(text)
}

async fn show(access: &AccessControl, name: &str) -> anyhow::Result<String> {
    let found = access.find_role(name).await.map_err(broken)?;
    let Described {
        role,
        mut permissions,
        holders,
    } = found.ok_or_else(|| unknown(name))?;
    let default = if role.is_default {
        ", of every new user"
    } else {
        ""
    };
    let mut lines = vec![("Kind", format!("{}{default}", role.kind.as_str()))];
    if !role.description.is_empty() {
        lines.push(("Description", role.description.clone()));
    }
    permissions.sort();
    let allowed = permissions.iter();
    lines.extend(allowed.map(|(api, scope)| ("Allows", format!("{scope} at {api}"))));
    lines.extend(holders.into_iter().map(|holder| ("Held by", holder)));
    lines.push(("Status", status(role.disabled, role.source)));
    Ok(sheet(&role.name, &lines))
}

fn unknown(name: &str) -> anyhow::Error {
    anyhow!("There is no role {name:?}: `signet role list` shows them all.")
}

/// Why a role was not given or changed, as a sentence.
pub(super) fn refused(name: &str, failure: Failure<RoleRefused>) -> anyhow::Error {
    let why = match failure {
        Failure::Broken(breakdown) => return broken(breakdown),
        Failure::Refused(why) => why,
    };
    match why {
        RoleRefused::Unknown => unknown(name),
        RoleRefused::Invalid(why) => {
            let flag = match why.member() {
                "name" => "The name",
                "description" => "--description",
                _ => "--default",
            };
            anyhow!("{flag} {why}")
        }
        RoleRefused::Taken => {
            anyhow!("There is a role {name:?} already: `signet role set` changes it.")
        }
        RoleRefused::OwnedBy(Owner {
            source: Source::BuiltIn,
            ..
        }) => {
            anyhow!("The role {name:?} is part of Signet and cannot be changed.")
        }
        RoleRefused::DeclaredAdministrator(place) => named_in_file(place),
        RoleRefused::OwnedBy(_) => {
            anyhow!("The role {name:?} stands in signet.toml: change it there.")
        }
        RoleRefused::NoSuchScope(api, scope) => anyhow!(
            "The API {api} has no scope {scope:?}: `signet resource show {api}` lists its scopes."
        ),
        RoleRefused::Management => anyhow!(
            "Only the roles of Signet itself open the management API: assign \"administrator\", \
             \"viewer\" or \"Logto Management API access\"."
        ),
        RoleRefused::Changed
        | RoleRefused::NotFresh
        | RoleRefused::Manages(_)
        | RoleRefused::NotHeld
        | RoleRefused::HeldBy(_)
        | RoleRefused::HeldByClient(_)
        | RoleRefused::NoScopeWithId(_)
        | RoleRefused::ScopeHeld(_)
        | RoleRefused::ScopeNotHeld(_) => anyhow!("The role {name:?} was not changed: {why}."),
        RoleRefused::LastAdministrator(last) => anyhow!("{last}"),
        RoleRefused::NoSuchUser => anyhow!("There is no such user."),
        RoleRefused::NoSuchClient => {
            anyhow!("There is no such application: `signet app list` shows them all.")
        }
        RoleRefused::WrongKind(kind) => {
            anyhow!(
                "The role {name:?} is for those of kind {:?}.",
                kind.as_str()
            )
        }
        RoleRefused::NoMachine => anyhow!(
            "The application is no machine: its users have roles, not the application itself."
        ),
    }
}

/// Of an administrator whom the configuration names.
fn named_in_file(place: Option<String>) -> anyhow::Error {
    let place = place.map_or_else(String::new, |place| format!(", in {place}"));
    anyhow!(
        "The setting console.administrators names them{place}, so they would be an administrator again \
         at their next sign-in: take the address out there, start the server anew, and repeat this."
    )
}
