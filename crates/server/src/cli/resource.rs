//! `signet resource`: APIs that are not in the configuration file.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use engine::{
    access::{
        AccessControl,
        resource::{Described, ResourceChange, ResourceRefused, ScopeDescription},
    },
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    id::ClientId,
    indicator::Indicator,
    key::Algorithm,
    resource_server::TokenFormat,
    source::{Owner, Source},
    time::Lifetime,
};

use super::{
    opened::{Opened, broken},
    output,
    shown::{note, sheet, status},
    start::Start,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Register an API that access tokens are made for
    Add {
        /// The URI that names it, like `https://api.example.com`; the `aud` of its tokens
        indicator: String,
        #[command(flatten)]
        change: Change,
    },
    /// List all APIs
    List,
    /// Show one API with its scopes
    Show {
        /// The URI that names it
        indicator: String,
    },
    /// Change an API
    Set {
        /// The URI that names it
        indicator: String,
        #[command(flatten)]
        change: Change,
        /// A scope to take away, from every role too; may be given several times
        #[arg(long = "remove-scope", value_name = "NAME")]
        remove_scopes: Vec<String>,
    },
    /// Remove an API with its scopes
    Remove {
        /// The URI that names it
        indicator: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Change {
    /// What people see
    #[arg(long)]
    name: Option<String>,
    /// What may be done there, as NAME or NAME=DESCRIPTION; may be given several times
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Seconds for which its access tokens live
    #[arg(long, value_name = "SECONDS")]
    access_token_lifetime: Option<u32>,
    /// "jwt" (the API verifies by itself) or "opaque" (the API asks, by introspection)
    #[arg(long, value_name = "FORMAT")]
    access_token_format: Option<TokenFormat>,
    /// What its access tokens are signed with
    #[arg(long, value_name = "ALGORITHM")]
    access_token_alg: Option<Algorithm>,
    /// An application that may introspect its tokens; may be given several times
    #[arg(long, value_name = "ID")]
    introspected_by: Option<Vec<String>>,
    /// Whether it is meant where an application names no resource
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    default: Option<bool>,
}

impl Change {
    fn read(self, remove_scopes: Vec<String>) -> anyhow::Result<ResourceChange> {
        let client = |id: String| {
            id.parse::<ClientId>().map_err(|_| {
                anyhow!("--introspected-by has {id:?}, which is not the id of an application.")
            })
        };
        let clients = self
            .introspected_by
            .map(|ids| ids.into_iter().map(client).collect());
        let scope = |text: String| match text.split_once('=') {
            Some((name, description)) => ScopeDescription {
                name: name.to_owned(),
                description: Some(description.to_owned()).filter(|text| !text.is_empty()),
            },
            None => ScopeDescription {
                name: text,
                description: None,
            },
        };
        Ok(ResourceChange {
            name: self.name,
            access_token_lifetime: self.access_token_lifetime.map(Lifetime::seconds),
            access_token_format: self.access_token_format,
            access_token_alg: self.access_token_alg,
            introspected_by: clients.transpose()?,
            is_default: self.default,
            add_scopes: self.scopes.into_iter().map(scope).collect(),
            remove_scopes,
        })
    }
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Opened::open(start).await?;
    let said = said(&opened.access(), command).await;
    opened.store.close().await;
    output::print(&said?)
}

async fn said(access: &AccessControl, command: Command) -> anyhow::Result<String> {
    match command {
        Command::Add { indicator, change } => {
            let (name, change) = (parse(&indicator)?, change.read(Vec::new())?);
            let added = access.add_resource(name, &change, Source::Console).await;
            let added = added.map_err(|failure| refused(&indicator, failure))?;
            Ok(format!("Registered the API.\n\n{}", shown(&added)))
        }
        Command::Set {
            indicator,
            change,
            remove_scopes,
        } => {
            let (name, change) = (parse(&indicator)?, change.read(remove_scopes)?);
            let changed = access
                .set_resource(&name, &change, &Precondition::NONE)
                .await;
            let changed = changed.map_err(|failure| refused(&indicator, failure))?;
            Ok(format!("Changed the API.\n\n{}", shown(&changed)))
        }
        Command::Show { indicator } => {
            let found = access.find_resource(&parse(&indicator)?).await;
            let found = found.map_err(broken)?;
            Ok(shown(&found.ok_or_else(|| unknown(&indicator))?))
        }
        Command::Remove { indicator } => {
            let removed = access
                .remove_resource(&parse(&indicator)?, &Precondition::NONE)
                .await;
            let removed = removed.map_err(|failure| refused(&indicator, failure))?;
            Ok(format!(
                "Removed the API {} ({}). Tokens that were made for it are good until they end, \
                 where nobody asks.\n",
                removed.indicator, removed.name
            ))
        }
        Command::List => list(access).await,
    }
}

async fn list(access: &AccessControl) -> anyhow::Result<String> {
    let (apis, unreadable) = access.resources().await.map_err(broken)?;
    let mut text = format!(
        "{:<40}{:<10}{:<8}{}\n",
        "INDICATOR", "SOURCE", "SCOPES", "NAME"
    );
    for Described { resource, scopes } in apis {
        let note = note(resource.disabled, resource.is_default);
        let (indicator, source) = (resource.indicator.as_str(), resource.source.as_str());
        let (count, name) = (scopes.len(), &resource.name);
        writeln!(text, "{indicator:<40}{source:<10}{count:<8}{name}{note}")?;
    }
    for row in unreadable {
        writeln!(
            text,
            "{:<40}cannot be read ({}); left out",
            row.id, row.what
        )?;
    }
    Ok(text)
}

fn shown(Described { resource, scopes }: &Described) -> String {
    let mut lines = vec![
        ("Indicator", resource.indicator.to_string()),
        (
            "Access tokens",
            format!(
                "{}, {}, {} s",
                resource.access_token_format.as_str(),
                resource.algorithm().as_str(),
                resource.access_token_lifetime.as_seconds()
            ),
        ),
    ];
    let ids = resource.introspected_by.iter().map(ClientId::as_str);
    let ids: Vec<&str> = ids.collect();
    if !ids.is_empty() {
        lines.push(("Introspected by", ids.join(", ")));
    }
    if resource.is_default {
        lines.push((
            "Default",
            "where an application names no resource".to_owned(),
        ));
    }
    let mut scopes: Vec<_> = scopes.iter().collect();
    scopes.sort_by(|one, other| one.name.cmp(&other.name));
    for scope in scopes {
        let description = scope.description.as_deref();
        let description = description.map(|text| format!(": {text}"));
        let description = description.unwrap_or_default();
        lines.push(("Scope", format!("{}{description}", scope.name)));
    }
    lines.push(("Status", status(resource.disabled, resource.source)));
    sheet(&resource.name, &lines)
}

fn parse(indicator: &str) -> anyhow::Result<Indicator> {
    indicator
        .parse()
        .map_err(|why| anyhow!("The indicator {indicator:?} {why}."))
}

fn unknown(indicator: &str) -> anyhow::Error {
    anyhow!("There is no API {indicator:?}: `signet resource list` shows them all.")
}

fn refused(indicator: &str, failure: Failure<ResourceRefused>) -> anyhow::Error {
    let said = || -> anyhow::Result<()> {
        match failure {
            Failure::Broken(breakdown) => Err(broken(breakdown)),
            Failure::Refused(ResourceRefused::Unknown) => Err(unknown(indicator)),
            Failure::Refused(ResourceRefused::Invalid(why)) => {
                bail!("{} {why}", flag(why.member()))
            }
            Failure::Refused(ResourceRefused::Changed) => {
                bail!("The API {indicator} has changed meanwhile; nothing was written.")
            }
            Failure::Refused(ResourceRefused::Taken) => {
                bail!("There is an API {indicator:?} already: `signet resource set` changes it.")
            }
            Failure::Refused(ResourceRefused::OwnedBy(Owner {
                source: Source::BuiltIn,
                ..
            })) => {
                bail!("The API {indicator} is part of Signet and cannot be changed.")
            }
            Failure::Refused(ResourceRefused::OwnedBy(_)) => {
                bail!("The API {indicator} stands in signet.toml: change it there.")
            }
            Failure::Refused(ResourceRefused::DefaultInFile(_)) => {
                bail!("signet.toml says that another API is the default: change it there.")
            }
            Failure::Refused(ResourceRefused::NoSuchScope(name)) => {
                bail!("The API {indicator} has no scope {name:?}.")
            }
        }
    };
    said().err().unwrap_or_else(|| unknown(indicator))
}

/// What a member of an API is called here.
fn flag(member: &'static str) -> &'static str {
    match member {
        "indicator" => "The indicator",
        "name" => "--name",
        "access_token_lifetime" => "--access-token-lifetime",
        _ => "--scope",
    }
}
