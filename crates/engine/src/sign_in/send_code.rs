//! Mails a verification code.
//!
//! Nothing here looks at accounts: known, unknown and suspended addresses run the same statements
//! in the same order (T-53, T-54). Every limit is counted before anything else is done, in the
//! transaction that also queues the mail.

use oidc_core::{
    account::{
        email::EmailAddress,
        identifier::Identifier,
        lockout,
        verification_code::{self, VerificationCode},
    },
    client::Client,
    event::{Event, EventContext, EventKind},
    id::{EventId, VerificationCodeId},
    interaction::{Interaction, InteractionEvent},
    time::Timestamp,
};
use store::{Delivery, Tx};

use super::{
    known_browser::Asker,
    limit_reached::Report,
    sending::{Sending, Wish},
};
use crate::{
    breakdown::Breakdown,
    browser_key::BrowserKey,
    engine::Engine,
    failure::Failure,
    mail::letter::Letter,
    network::{ClientIp, NetworkKeys},
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
    pub email: &'a EmailAddress,
    /// What the person wants to do with it.
    pub event: InteractionEvent,
    /// The language of the mail.
    pub locale: &'a str,
    /// Who asks; none when it cannot be told, and then all such share one counter.
    pub ip: Option<ClientIp>,
    /// What says that this browser has signed in before.
    pub device: Option<BrowserKey>,
    /// What events say of the request.
    pub context: EventContext,
}

/// Replaces the flow's code and queues its mail.
pub async fn send_code(
    engine: &Engine,
    interaction: &Interaction,
    client: &Client,
    request: &CodeRequest<'_>,
) -> Result<(), Failure<Limited>> {
    let prepared = Prepared::new(engine, interaction, client, request)?;
    engine
        .store
        .transact(|mut tx| {
            let (prepared, engine) = (&prepared, engine);
            async move {
                prepared.count(engine, client, request, &mut tx).await?;
                tx.interactions()
                    .set_identifier(&interaction.id, &prepared.code.recipient, request.event)
                    .await?;
                let replaced = tx.verification_codes().replace(&prepared.code).await?;
                // A code that is dead already must not arrive after the one that counts.
                for mail in replaced {
                    tx.deliveries().withdraw_mail(&mail, prepared.now).await?;
                }
                tx.deliveries().push(&prepared.mail).await?;
                tx.events().append(&prepared.told).await?;
                Ok::<_, Failure<Limited>>(())
            }
        })
        .await?;
    engine.delivery_wake.notify_one();
    Ok(())
}

struct Prepared {
    code: VerificationCode,
    mail: Delivery,
    told: Event,
    keys: NetworkKeys,
    report: Report,
    now: Timestamp,
}

impl Prepared {
    fn new(
        engine: &Engine,
        interaction: &Interaction,
        client: &Client,
        request: &CodeRequest<'_>,
    ) -> Result<Self, Breakdown> {
        let now = engine.clock.now();
        let mut rng = engine.entropy.rng();
        let digits = verification_code::mint(&mut rng);
        let expires_at = now.plus(engine.snapshot().policy.code_lifetime);
        let usage_type = request.event.usage_type();
        let recipient = Identifier::Email(request.email.clone());
        let letter = Letter {
            to: request.email.clone(),
            usage_type,
            code: digits.clone(),
            locale: request.locale.to_owned(),
            ui_locales: interaction.goal.ui_locales().map(str::to_owned),
            application: (client.id.clone(), client.name.clone()).into(),
        };
        let sealed = letter
            .seal(&engine.secrets.sealing, now, expires_at, &mut rng)
            .map_err(Breakdown::new)?;
        let addresses = &engine.secrets.addresses;
        let mail = Delivery {
            flow: Some(interaction.id),
            recipient: Some(lockout::identifier(addresses, &recipient)),
            ..sealed
        };
        let told = requested(EventId::mint(now, &mut rng), client, request, &mail);
        let code = VerificationCode {
            id: VerificationCodeId::mint(now, &mut rng),
            interaction_id: Some(interaction.id),
            digest: verification_code::digest(
                &engine.secrets.codes,
                Some(&interaction.id),
                &recipient,
                usage_type,
                &digits,
            ),
            recipient,
            usage_type,
            tries: 0,
            mail_id: mail.id,
            created_at: now,
            expires_at,
            consumed_at: None,
        };
        Ok(Self {
            code,
            mail,
            told,
            keys: NetworkKeys::of(request.ip, addresses),
            report: Report::new(engine, Some(&client.id), &request.context, now),
            now,
        })
    }

    /// T-55: per IP address, per recipient, per client, and all together.
    async fn count(
        &self,
        engine: &Engine,
        client: &Client,
        request: &CodeRequest<'_>,
        tx: &mut Tx,
    ) -> Result<(), Failure<Limited>> {
        let (now, identifier) = (self.now, &self.code.recipient);
        let device = request.device.as_ref();
        let wish = Wish {
            asker: Asker::find(engine, tx, device, identifier, now).await?,
            keys: self.keys,
            identifier,
            client: &client.id,
        };
        let limits = &engine.snapshot().policy.limits;
        let sending = Sending::new(limits, &engine.secrets.addresses, &wish);
        if let Err(reached) = sending.claim(tx, now).await? {
            self.report.write(engine, tx, &reached).await?;
            let until = reached.until;
            return Err(Failure::Refused(Limited { until }));
        }
        Ok(())
    }
}

/// What is told of it: neither the address nor the code.
fn requested(id: EventId, client: &Client, request: &CodeRequest<'_>, mail: &Delivery) -> Event {
    let usage_type = request.event.usage_type().as_str();
    let data = [
        ("mail_id".to_owned(), mail.id.to_string().into()),
        ("usage_type".to_owned(), usage_type.into()),
    ];
    let (at, context) = (mail.created_at, request.context.clone());
    Event {
        client_id: Some(client.id.clone()),
        data: data.into_iter().collect(),
        ..Event::new(id, EventKind::CodeRequested, at, context)
    }
}
