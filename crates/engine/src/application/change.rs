//! A changed application.

use oidc_core::{
    client::{Client, ClientKind, metadata::ClientMetadata},
    event::EventKind,
    id::ClientId,
    registration::{InvalidLogout, Registration},
    source::{Owner, Source},
    time::Timestamp,
};
use serde_json::{Map, Value};
use store::Tx;

use super::{
    Applications,
    create::{Addresses, ApplicationRefused, check_exchange},
    details::{Application, find, management_role, of_details},
};
use crate::{difference::difference, failure::Failure, precondition::Precondition};

/// What is to be different about an application; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ApplicationChange {
    /// What people see.
    pub name: Option<String>,
    /// What it is for; nothing when that is none.
    pub description: Option<Option<String>>,
    /// All its addresses.
    pub addresses: Option<Addresses>,
    /// All that is set of it.
    pub metadata: Option<ClientMetadata>,
    /// The operator's own data.
    pub custom_data: Option<CustomData>,
    /// Whether it may manage this instance; machines alone.
    pub is_admin: Option<bool>,
}

/// What becomes of an operator's own data.
#[derive(Debug, Clone)]
pub enum CustomData {
    /// This alone is kept.
    Replace(Map<String, Value>),
    /// These members are set, the others stay.
    Merge(Map<String, Value>),
}

type Refused = Failure<ApplicationRefused>;

impl ApplicationChange {
    fn apply(
        &self,
        application: &mut Application,
        now: Timestamp,
    ) -> Result<(), ApplicationRefused> {
        let Application {
            client, details, ..
        } = application;
        if let Some(name) = &self.name {
            let named = Registration {
                name: Some(name.clone()),
                ..Registration::new(client.id.clone(), client.kind)
            };
            client.name = named.describe(client.source, now)?.name;
        }
        if let Some(addresses) = &self.addresses {
            set_addresses(client, addresses, now)?;
            details.logo_uri.clone_from(&addresses.logo_uri);
        }
        if let Some(metadata) = &self.metadata {
            check_device_flow(&details.metadata, metadata)?;
            check_exchange(client.third_party, metadata)?;
            metadata.apply(client)?;
            details.metadata = metadata.clone();
        }
        if let Some(description) = &self.description {
            details.description.clone_from(description);
        }
        match self.custom_data.clone() {
            Some(CustomData::Replace(data)) => details.custom_data = data,
            Some(CustomData::Merge(data)) => details.custom_data.extend(data),
            None => {}
        }
        details.check()?;
        client.updated_at = now;
        Ok(())
    }
}

/// Whether an application signs people in on another device is decided when it is made. What does
/// not say so does not.
fn check_device_flow(
    before: &ClientMetadata,
    after: &ClientMetadata,
) -> Result<(), ApplicationRefused> {
    let has = |metadata: &ClientMetadata| metadata.is_device_flow == Some(true);
    if has(before) == has(after) {
        Ok(())
    } else {
        Err(ApplicationRefused::DeviceFlowFixed)
    }
}

fn set_addresses(
    client: &mut Client,
    addresses: &Addresses,
    now: Timestamp,
) -> Result<(), ApplicationRefused> {
    let registration = addresses.registration(client.id.clone(), client.kind);
    let described = registration.describe(client.source, now)?;
    let frontchannel = client.frontchannel_logout_uri.as_ref();
    let foreign = frontchannel.filter(|uri| !uri.belongs_to(&described.redirect_uris));
    if let Some(uri) = foreign {
        return Err(ApplicationRefused::Invalid(
            InvalidLogout::Foreign(uri.to_string()).into(),
        ));
    }
    client.redirect_uris = described.redirect_uris;
    client.post_logout_redirect_uris = described.post_logout_redirect_uris;
    client.backchannel_logout_uri = described.backchannel_logout_uri;
    client.backchannel_logout_session_required = described.backchannel_logout_session_required;
    Ok(())
}

impl Applications {
    /// Changes an application of the operator's own.
    ///
    /// # Errors
    /// [`ApplicationRefused`].
    pub async fn change(
        &self,
        id: &ClientId,
        change: &ApplicationChange,
        precondition: &Precondition<'_, Application>,
    ) -> Result<Application, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                if change.is_admin.is_some() {
                    tx.resources().hold().await?;
                }
                let before = owned(&mut tx, id, precondition).await?;
                let mut after = before.clone();
                if change.is_admin == Some(true) && before.client.kind != ClientKind::Machine {
                    return Err(Failure::Refused(ApplicationRefused::NoMachine));
                }
                change.apply(&mut after, now).map_err(Failure::Refused)?;
                self.write(&mut tx, &before, &after).await?;
                if let Some(wanted) = change.is_admin {
                    after.is_admin = self.set_admin(&mut tx, &after.client, wanted).await?;
                }
                Ok::<_, Refused>(after)
            })
            .await
    }

    async fn write(
        &self,
        tx: &mut Tx,
        before: &Application,
        after: &Application,
    ) -> Result<(), Refused> {
        let mut changed = difference(Some(&before.client), Some(&after.client));
        changed.append(&mut of_details(Some(&before.details), &after.details));
        if changed.is_empty() {
            return Ok(());
        }
        tx.clients().update(&after.client).await?;
        tx.applications().put_details(&after.details).await?;
        let kind = EventKind::ApplicationChanged;
        Ok(self.note(tx, kind, &after.client.id, changed).await?)
    }

    /// Gives a machine the role that opens the management API, or takes it.
    async fn set_admin(&self, tx: &mut Tx, client: &Client, wanted: bool) -> Result<bool, Refused> {
        let Some(role) = management_role() else {
            return Ok(false);
        };
        let now = self.clock.now();
        let (changed, kind) = if wanted {
            let given = tx.client_roles().assign(&client.id, &role, now).await?;
            (given, EventKind::RolesGiven)
        } else {
            let taken = tx.client_roles().take(&client.id, &role).await?;
            (taken, EventKind::RolesTaken)
        };
        if changed {
            let roles = [("roles".to_owned(), Value::from(vec![role.to_string()]))];
            let roles = roles.into_iter().collect();
            self.note(tx, kind, &client.id, roles).await?;
        }
        Ok(wanted)
    }
}

/// Held before it is read: what others write meanwhile must not be undone.
async fn owned(
    tx: &mut Tx,
    id: &ClientId,
    precondition: &Precondition<'_, Application>,
) -> Result<Application, Refused> {
    tx.clients().hold().await?;
    let found = find(tx, id).await?;
    let application = found.ok_or(Failure::Refused(ApplicationRefused::Unknown))?;
    let client = &application.client;
    if client.source != Source::Console {
        let owner = Owner {
            source: client.source,
            declared_at: client.declared_at.clone(),
        };
        return Err(Failure::Refused(ApplicationRefused::OwnedBy(owner)));
    }
    if !precondition.holds(&application) {
        return Err(Failure::Refused(ApplicationRefused::Changed));
    }
    Ok(application)
}
