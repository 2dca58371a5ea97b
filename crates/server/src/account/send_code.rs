//! Mails a verification code.
//!
//! Nothing here looks at accounts: known, unknown and suspended addresses run the same statements
//! in the same order (T-53, T-54). Every limit is counted before anything else is done, in the
//! transaction that also queues the mail.

use oidc_core::{
    account::{
        identifier::Identifier,
        verification_code::{self, VerificationCode},
    },
    client::Client,
    id::VerificationCodeId,
    interaction::{Interaction, InteractionEvent},
    time::Timestamp,
};
use store::{Mail, Tx};

use super::{
    known_browser::Asker,
    limit_reached::Report,
    sending::{Sending, Wish},
};
use crate::{
    app::App,
    extract::visit::BrowserKey,
    jobs::letter::Letter,
    layer::client_ip::{ClientIp, Whence},
    respond::{failure::Failure, internal::Internal},
};

/// Why no code is sent: come back then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// When the limit that was reached begins anew.
    pub until: Timestamp,
}

/// A wish for a code.
#[derive(Debug)]
pub struct CodeRequest<'a> {
    /// Where it goes.
    pub identifier: &'a Identifier,
    /// What the person wants to do with it.
    pub event: InteractionEvent,
    /// The language of the mail.
    pub locale: &'a str,
    /// Who asks; none when it cannot be told, and then all such share one counter.
    pub ip: Option<ClientIp>,
    /// What says that this browser has signed in before.
    pub device: Option<BrowserKey>,
}

/// Replaces the flow's code and queues its mail.
pub async fn send_code(
    app: &App,
    interaction: &Interaction,
    client: &Client,
    request: &CodeRequest<'_>,
) -> Result<(), Failure<Limited>> {
    let prepared = Prepared::new(app, interaction, client, request)?;
    app.store
        .transact(|mut tx| {
            let (prepared, app) = (&prepared, app);
            async move {
                prepared.count(app, client, request, &mut tx).await?;
                tx.interactions()
                    .set_identifier(&interaction.id, request.identifier, request.event)
                    .await?;
                let replaced = tx.verification_codes().replace(&prepared.code).await?;
                // A code that is dead already must not arrive after the one that counts.
                for mail in replaced {
                    tx.outbox().withdraw(&mail, prepared.now).await?;
                }
                tx.outbox().push(&prepared.mail).await?;
                Ok::<_, Failure<Limited>>(())
            }
        })
        .await?;
    app.outbox_wake.notify_one();
    Ok(())
}

struct Prepared {
    code: VerificationCode,
    mail: Mail,
    whence: Whence,
    report: Report,
    now: Timestamp,
}

impl Prepared {
    fn new(
        app: &App,
        interaction: &Interaction,
        client: &Client,
        request: &CodeRequest<'_>,
    ) -> Result<Self, Internal> {
        let now = app.clock.now();
        let mut rng = app.entropy.rng();
        let digits = verification_code::mint(&mut rng);
        let expires_at = now.plus(verification_code::LIFETIME);
        let usage_type = request.event.usage_type();
        let Identifier::Email(to) = request.identifier;
        let letter = Letter {
            to: to.clone(),
            usage_type,
            code: digits.clone(),
            locale: request.locale.to_owned(),
            ui_locales: interaction.goal.ui_locales().map(str::to_owned),
            application: (client.id.clone(), client.name.clone()).into(),
        };
        let mail = letter
            .seal(&app.secrets.sealing, now, expires_at, &mut rng)
            .map_err(Internal::new)?;
        let code = VerificationCode {
            id: VerificationCodeId::mint(now, &mut rng),
            interaction_id: Some(interaction.id),
            recipient: request.identifier.clone(),
            usage_type,
            digest: verification_code::digest(
                &app.secrets.codes,
                Some(&interaction.id),
                request.identifier,
                usage_type,
                &digits,
            ),
            tries: 0,
            mail_id: mail.id,
            created_at: now,
            expires_at,
            consumed_at: None,
        };
        Ok(Self {
            code,
            mail,
            whence: Whence::of(request.ip, &app.secrets.addresses),
            report: Report::new(app, Some(&client.id), now),
            now,
        })
    }

    /// T-55: per IP address, per recipient, per client, and all together.
    async fn count(
        &self,
        app: &App,
        client: &Client,
        request: &CodeRequest<'_>,
        tx: &mut Tx,
    ) -> Result<(), Failure<Limited>> {
        let (now, identifier) = (self.now, request.identifier);
        let device = request.device.as_ref();
        let wish = Wish {
            asker: Asker::find(app, tx, device, identifier, now).await?,
            whence: self.whence,
            identifier,
            client: &client.id,
        };
        let sending = Sending::new(&app.config.limits, &app.secrets.addresses, &wish);
        if let Err(reached) = sending.claim(tx, now).await? {
            self.report.write(app, tx, &reached).await?;
            let until = reached.until;
            return Err(Failure::Refused(Limited { until }));
        }
        Ok(())
    }
}
