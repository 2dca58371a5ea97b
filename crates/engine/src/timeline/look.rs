//! Sign-ins, looked up: the newest of a person, an application or an address, and one by its id.

use std::collections::HashMap;

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier, lockout},
    id::{ClientId, InteractionId, UserId},
    secret::Digest,
    user::User,
};
use store::{StoreError, Trace, Tx};

use super::sign_in::SignIn;
use crate::{breakdown::Breakdown, engine::Engine};

/// How often more is read when what was read is not what is wanted: whoever wants more asks again
/// from where this ended.
const ROUNDS: u32 = 10;

/// Which sign-ins are wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of this person: those in which they were proven, and those in which their address was mailed.
    pub user: Option<UserId>,
    /// For this application.
    pub client: Option<ClientId>,
    /// Those in which this address was mailed.
    pub identifier: Option<Identifier>,
    /// Those that are older than this one.
    pub before: Option<InteractionId>,
    /// How many at most.
    pub most: u32,
}

/// Those that are wanted, the newest first.
#[derive(Debug, Default)]
pub struct Listed {
    /// As many as were found; there may be more, even if these are few.
    pub sign_ins: Vec<SignIn>,
    /// Before which the others are; none when these are all.
    pub next: Option<InteractionId>,
}

/// An address that whoever asks knows, and how it is stored.
struct Known {
    text: String,
    digest: Digest,
}

impl Known {
    fn of(engine: &Engine, identifier: &Identifier) -> Self {
        Self {
            text: identifier.readable(),
            digest: lockout::identifier(&engine.secrets.addresses, identifier),
        }
    }

    fn of_user(engine: &Engine, user: &User) -> Option<Self> {
        let email = user.email.as_ref().map(EmailAddress::canonical);
        Some(Self::of(engine, &Identifier::Email(email?)))
    }
}

/// The newest that are wanted.
///
/// # Errors
/// When the database does not answer.
pub async fn list(engine: &Engine, wanted: &Wanted) -> Result<Listed, Breakdown> {
    let asked = wanted.identifier.as_ref();
    let asked = asked.map(|identifier| Known::of(engine, identifier));
    let asked = asked.as_ref();
    let listed: Result<_, StoreError> = engine
        .store
        .read(|mut tx| async move {
            let user = match &wanted.user {
                Some(id) => tx.users().find(id).await?,
                None => None,
            };
            let own = user.and_then(|user| Known::of_user(engine, &user));
            let traces = traces(wanted, own.as_ref(), asked);
            let (mut listed, mut before) = (Listed::default(), wanted.before);
            for _ in 0..ROUNDS {
                let (flows, more) = newest(&mut tx, &traces, before, wanted.most).await?;
                before = flows.last().copied();
                let number = flows.len();
                for (index, mut sign_in) in read(&mut tx, flows).await?.into_iter().enumerate() {
                    if !is_wanted(wanted, asked, &sign_in) {
                        continue;
                    }
                    let mut known = own.iter().chain(asked);
                    let known = known.find(|known| sign_in.has_mailed(&known.digest));
                    sign_in.identifier = known.map(|known| known.text.clone());
                    let (flow, is_last) = (sign_in.flow, index + 1 == number && !more);
                    listed.sign_ins.push(sign_in);
                    if listed.sign_ins.len() == wanted.most as usize {
                        listed.next = Some(flow).filter(|_| !is_last);
                        return Ok(listed);
                    }
                }
                if !more {
                    return Ok(listed);
                }
            }
            listed.next = before;
            Ok(listed)
        })
        .await;
    Ok(listed?)
}

/// The one with this id, if anything is known of it. The address is told when it is that of the person
/// who was proven.
///
/// # Errors
/// When the database does not answer.
pub async fn find(engine: &Engine, flow: InteractionId) -> Result<Option<SignIn>, Breakdown> {
    let found: Result<_, StoreError> = engine
        .store
        .read(|mut tx| async move {
            let mut found = read(&mut tx, vec![flow]).await?;
            let Some(mut sign_in) = found.pop().filter(|found| !found.is_unknown()) else {
                return Ok(None);
            };
            let user = match sign_in.user_id() {
                Some(id) => tx.users().find(&id.clone()).await?,
                None => None,
            };
            let own = user.and_then(|user| Known::of_user(engine, &user));
            let own = own.filter(|own| sign_in.has_mailed(&own.digest));
            sign_in.identifier = own.map(|own| own.text);
            Ok(Some(sign_in))
        })
        .await;
    Ok(found?)
}

/// By what those are found that are wanted. What narrows them more is looked at one by one.
fn traces<'a>(
    wanted: &'a Wanted,
    own: Option<&'a Known>,
    asked: Option<&'a Known>,
) -> Vec<Trace<'a>> {
    if let Some(user) = &wanted.user {
        let mailed = own.map(|own| Trace::MailTo(&own.digest));
        return [Trace::EventOf(user)].into_iter().chain(mailed).collect();
    }
    if let Some(asked) = asked {
        return vec![Trace::MailTo(&asked.digest)];
    }
    match &wanted.client {
        Some(client) => vec![Trace::EventFor(client), Trace::BegunFor(client)],
        None => vec![Trace::Event, Trace::Mail, Trace::Begun],
    }
}

fn is_wanted(wanted: &Wanted, asked: Option<&Known>, sign_in: &SignIn) -> bool {
    let client = wanted.client.as_ref();
    client.is_none_or(|client| sign_in.client_id() == Some(client))
        && asked.is_none_or(|asked| sign_in.has_mailed(&asked.digest))
}

/// The newest that any of these finds, and whether there are older ones.
async fn newest(
    tx: &mut Tx,
    traces: &[Trace<'_>],
    before: Option<InteractionId>,
    most: u32,
) -> Result<(Vec<InteractionId>, bool), StoreError> {
    let mut flows = Vec::new();
    for trace in traces {
        let mut sign_ins = tx.sign_ins();
        flows.append(&mut sign_ins.newest(*trace, before.as_ref(), most + 1).await?);
    }
    flows.sort_by(|one, other| other.cmp(one));
    flows.dedup();
    let more = flows.len() > most as usize;
    flows.truncate(most as usize);
    Ok((flows, more))
}

/// What is known of each of these, in their order.
async fn read(tx: &mut Tx, flows: Vec<InteractionId>) -> Result<Vec<SignIn>, StoreError> {
    let mut events: HashMap<_, Vec<_>> = HashMap::new();
    for event in tx.sign_ins().events(&flows).await? {
        if let Some(flow) = event.context.flow {
            events.entry(flow).or_default().push(event);
        }
    }
    let mut mails: HashMap<_, Vec<_>> = HashMap::new();
    for mail in tx.mails().of_flows(&flows).await? {
        if let Some(flow) = mail.flow {
            mails.entry(flow).or_default().push(mail);
        }
    }
    let interactions = tx.sign_ins().interactions(&flows).await?.into_iter();
    let mut interactions: HashMap<_, _> = interactions.map(|flow| (flow.id, flow)).collect();
    let sign_ins = flows.into_iter().map(|flow| SignIn {
        flow,
        events: events.remove(&flow).unwrap_or_default(),
        mails: mails.remove(&flow).unwrap_or_default(),
        interaction: interactions.remove(&flow),
        identifier: None,
    });
    Ok(sign_ins.collect())
}
