//! A new application, which may lack redirect URIs until somebody knows them.

use oidc_core::{
    client::{
        Client, ClientKind,
        details::{ClientDetails, InvalidDetails},
        metadata::{ClientMetadata, InvalidMetadata},
    },
    event::EventKind,
    id::{ClientId, RegistrationId, mint_client_secret},
    registration::{InvalidRegistration, Registration},
    source::{Owner, Source},
};
use serde_json::{Map, Value};
use store::StoreError;
use url::Url;

use super::{
    Applications,
    details::{Application, of_details},
    seal,
};
use crate::{breakdown::Breakdown, difference::difference, failure::Failure};

/// The name of the secret that an application which can keep one begins with.
pub const DEFAULT_SECRET: &str = "Default secret";

/// An application as it is described.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// What people see.
    pub name: String,
    /// What sort of program it is.
    pub kind: ClientKind,
    /// What it is for.
    pub description: Option<String>,
    /// Somebody else's: users are asked for consent.
    pub third_party: bool,
    /// Where answers and browsers may go.
    pub addresses: Addresses,
    /// What else is set of it.
    pub metadata: ClientMetadata,
    /// The operator's own data.
    pub custom_data: Map<String, Value>,
}

/// The addresses of an application.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// Where its answers may go.
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    pub backchannel_logout_uri: Option<String>,
    /// Whether it asks for `sid` there.
    pub backchannel_logout_session_required: bool,
    /// A picture of it.
    pub logo_uri: Option<Url>,
}

/// Why an application was not made or changed; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationRefused {
    /// It cannot be so.
    #[error("{0}")]
    Invalid(#[from] InvalidRegistration),
    /// Something of it cannot be set so.
    #[error("{0}")]
    Metadata(#[from] InvalidMetadata),
    /// Something cannot be written down.
    #[error("{0}")]
    Details(#[from] InvalidDetails),
    /// Nobody gives consent to a machine.
    #[error("a machine has no users who could give consent to somebody else's")]
    ThirdPartyMachine,
    /// Somebody else's application does not act for people at other APIs.
    #[error("somebody else's application cannot exchange tokens")]
    ThirdPartyExchange,
    /// It signs people in on another device, or it does not, and that stays.
    #[error("whether it has the device flow cannot be changed")]
    DeviceFlowFixed,
    /// Machines alone manage this instance for themselves.
    #[error("the application is no machine")]
    NoMachine,
    /// There is none.
    #[error("there is no such application")]
    Unknown,
    /// It is not what the change was made on any more.
    #[error("it has changed meanwhile")]
    Changed,
    /// It belongs to another place, which would write it again.
    #[error("it belongs to {}", .0.source.as_str())]
    OwnedBy(Owner),
}

type Refused = Failure<ApplicationRefused>;

impl Addresses {
    /// A registration of these addresses alone.
    pub(super) fn registration(&self, id: ClientId, kind: ClientKind) -> Registration {
        let mut registration = Registration::new(id, kind);
        registration.redirect_uris.clone_from(&self.redirect_uris);
        registration
            .post_logout_redirect_uris
            .clone_from(&self.post_logout_redirect_uris);
        registration
            .logout
            .backchannel_uri
            .clone_from(&self.backchannel_logout_uri);
        registration.logout.backchannel_session_required = self.backchannel_logout_session_required;
        registration
    }
}

impl NewApplication {
    fn describe(
        &self,
        id: ClientId,
        registration_id: RegistrationId,
        now: oidc_core::time::Timestamp,
    ) -> Result<(Client, ClientDetails), ApplicationRefused> {
        let registration = Registration {
            name: Some(self.name.clone()),
            third_party: self.third_party,
            ..self.addresses.registration(id.clone(), self.kind)
        };
        let mut client = registration.describe(Source::Console, now)?;
        client.registration = Some(registration_id);
        // In the order in which programs expect to be told.
        let applied = self.metadata.apply(&mut client);
        if let Err(why @ InvalidMetadata::DeviceFlowNativeOnly) = applied {
            return Err(why.into());
        }
        if self.third_party && self.kind == ClientKind::Machine {
            return Err(ApplicationRefused::ThirdPartyMachine);
        }
        check_exchange(self.third_party, &self.metadata)?;
        applied?;
        let details = ClientDetails {
            description: self.description.clone(),
            logo_uri: self.addresses.logo_uri.clone(),
            custom_data: self.custom_data.clone(),
            metadata: self.metadata.clone(),
            ..ClientDetails::new(id)
        };
        details.check()?;
        Ok((client, details))
    }
}

/// Somebody else's application exchanges no tokens.
pub(super) fn check_exchange(
    third_party: bool,
    metadata: &ClientMetadata,
) -> Result<(), ApplicationRefused> {
    if third_party && metadata.allow_token_exchange == Some(true) {
        return Err(ApplicationRefused::ThirdPartyExchange);
    }
    Ok(())
}

impl Applications {
    /// Makes an application of the operator's own, under an id of its own; with a secret where it can
    /// keep one.
    ///
    /// # Errors
    /// [`ApplicationRefused`].
    pub async fn create(&self, new: &NewApplication) -> Result<Application, Refused> {
        let now = self.clock.now();
        let mut rng = self.entropy.rng();
        let id = ClientId::mint(&mut rng);
        let described = new.describe(id.clone(), RegistrationId::mint(&mut rng), now);
        let (client, details) = described.map_err(Failure::Refused)?;
        let secret = if client.is_public() {
            None
        } else {
            let secret = mint_client_secret(&mut rng);
            let sealed = seal(&self.secrets, &id, DEFAULT_SECRET, &secret, now, &mut rng);
            Some(sealed.map_err(Breakdown::new)?)
        };
        let (row, own, secret) = (&client, &details, &secret);
        let is_new = self
            .store
            .transact(|mut tx| async move {
                if !tx.clients().insert(row).await? {
                    return Ok::<_, StoreError>(false);
                }
                tx.applications().put_details(own).await?;
                if let Some(secret) = secret {
                    tx.clients().add_secret(secret).await?;
                }
                let mut changed = difference(None, Some(row));
                changed.append(&mut of_details(None, own));
                let kind = EventKind::ApplicationCreated;
                self.note(&mut tx, kind, &row.id, changed).await?;
                Ok(true)
            })
            .await?;
        if !is_new {
            // 21 random characters are never those of another one.
            return Err(Breakdown::saying("an id was minted twice").into());
        }
        Ok(Application {
            client,
            details,
            is_admin: false,
        })
    }
}
