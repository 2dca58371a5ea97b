//! What is known of an address.

use oidc_core::{
    account::{identifier::Identifier, lockout},
    client::Client,
    consent::Consent,
    event::EventContext,
    time::Timestamp,
    user::User,
};
use store::{LastCode, LastMail, StoreError};

use crate::{
    breakdown::Breakdown,
    engine::Engine,
    sign_in::{
        failures::Failures,
        limit_reached::{LimitReached, Report},
        sending::Sending,
    },
};

/// What is known of an address.
#[derive(Debug)]
pub(super) struct Facts {
    /// Whose it is.
    pub(super) owner: Option<User>,
    /// What that person has agreed to give the application.
    pub(super) remembered: Option<Consent>,
    /// A limit that refuses strangers another mail.
    pub(super) sends: Option<LimitReached>,
    /// A limit that lets no stranger try a code.
    pub(super) failures: Option<LimitReached>,
    /// The last code it was sent.
    pub(super) code: Option<LastCode>,
    /// The last mail to anybody.
    pub(super) mail: Option<LastMail>,
}

impl Facts {
    /// Gathers it, in one picture of the database.
    pub(super) async fn look(
        engine: &Engine,
        identifier: &Identifier,
        client: Option<&Client>,
        now: Timestamp,
    ) -> Result<Self, Breakdown> {
        let report = Report::new(engine, None, &EventContext::default(), now);
        let failures = &Failures::new(engine, identifier, None, None, report);
        let limits = engine.snapshot().policy.limits.clone();
        let (limits, key) = (&limits, &engine.secrets.addresses);
        let digest = &lockout::identifier(key, identifier);
        let found = engine
            .store
            .read(|mut tx| async move {
                let owner = tx.users().find_by_identifier(identifier).await?;
                let remembered = match (&owner, client.filter(|client| client.third_party)) {
                    (Some(owner), Some(client)) => {
                        tx.consents().find(&owner.id, client.registrant()).await?
                    }
                    _ => None,
                };
                let of_client = client.map(|client| &client.id);
                let (of, to) = ((limits, key), (identifier, of_client));
                Ok::<_, StoreError>(Self {
                    sends: Sending::full(of, to, &mut tx, now).await?,
                    failures: failures.pause(&mut tx).await?,
                    code: tx.mailed().last_code(digest).await?,
                    mail: tx.mailed().last_mail().await?,
                    owner,
                    remembered,
                })
            })
            .await;
        Ok(found?)
    }
}
