//! What is known of an identifier.

use oidc_core::{
    account::{identifier::Identifier, lockout},
    client::Client,
    consent::Consent,
    event::EventContext,
    time::Timestamp,
    user::User,
};
use store::{Counter, LastCode, LastMail, StoreError, Tx};

use crate::{
    breakdown::Breakdown,
    engine::Engine,
    sign_in::{
        failures::Failures,
        limit_reached::{LimitReached, Report},
        sending::Sending,
    },
};

/// What is known of an identifier.
#[derive(Debug)]
pub(super) struct Facts {
    /// Whose it is.
    pub(super) owner: Option<User>,
    /// Whether that account has a password.
    pub(super) has_password: bool,
    /// What that person has agreed to give the application.
    pub(super) remembered: Option<Consent>,
    /// A limit that refuses strangers another mail.
    pub(super) sends: Option<LimitReached>,
    /// A limit that lets no stranger try a code.
    pub(super) failures: Option<LimitReached>,
    /// A limit that lets no stranger try a password: of several, the one that lasts longest.
    pub(super) passwords: Option<LimitReached>,
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
        let failures = &Failures::new(engine, identifier, None, None, report.clone());
        let passwords = Failures::new(engine, identifier, None, None, report).of_password();
        let passwords = &passwords.of_identifier();
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
                let account = tx.passwords().of_identifier(identifier).await?;
                Ok::<_, StoreError>(Self {
                    has_password: account.is_some_and(|(_, sealed)| sealed.is_some()),
                    sends: Sending::full(of, to, &mut tx, now).await?,
                    failures: failures.pause(&mut tx).await?,
                    passwords: full(&mut tx, passwords, now).await?,
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

/// Which of these counters is full: of several, the one that is so for the longest. Nothing is counted.
async fn full(
    tx: &mut Tx,
    counters: &[Counter],
    now: Timestamp,
) -> Result<Option<LimitReached>, StoreError> {
    let stood = tx.attempts().read(counters, now).await?;
    let each = counters.iter().zip(stood);
    let full = each.filter(|(counter, stands)| !stands.has_room(counter.limit));
    let full = full.max_by_key(|(_, stands)| stands.until);
    Ok(full.map(|(counter, stands)| LimitReached {
        limit: counter.kind,
        subject: counter.subject,
        until: stands.until,
    }))
}
