//! The consent by which somebody else's client gets something: settled in the transaction that
//! grants it, so that what is granted is what was agreed to.

use std::collections::BTreeMap;

use oidc_core::{
    client::{Client, Registrant},
    consent::Consent,
    event::Event,
    id::{ClientId, RegistrationId, UserId},
    indicator::Indicator,
    interaction::{ConsentRule, demand::Settled},
    scope::Scope,
    time::Timestamp,
};
use serde_json::{Map, Value};
use store::{StoreError, Tx};

/// What a person says on the consent page.
#[derive(Debug, Clone)]
pub struct Said {
    /// What the page has shown.
    pub shown: Consent,
    /// What is to be told of it, beside what it comes to.
    pub event: Event,
}

/// An agreement between a person and a client.
#[derive(Debug)]
pub(super) struct Agreement {
    /// What must be agreed to.
    pub(super) rule: ConsentRule,
    /// By whom.
    pub(super) user: UserId,
    /// With whom.
    pub(super) client: ClientId,
    /// With which registration of that id.
    pub(super) registration: Option<RegistrationId>,
    /// What the APIs are called that are asked for, by id.
    pub(super) names: BTreeMap<String, Indicator>,
    /// What was said just now, if a page has asked.
    pub(super) said: Option<Said>,
}

impl Agreement {
    /// What it comes to, with what is remembered, whose row is taken until the unit of work is
    /// over. None: a page must ask, or ask for more than it has shown.
    pub(super) async fn settle(&self, tx: &mut Tx) -> Result<Option<Settled>, StoreError> {
        let remembered = tx.consents().hold(&self.user, self.registrant()).await?;
        let shown = self.said.as_ref().map(|said| &said.shown);
        // What the page has shown is what is known of a client that may be gone by now.
        if shown.is_some() && !self.is_client_there(tx).await? {
            return Ok(None);
        }
        Ok(self.rule.settled(remembered.as_ref(), shown))
    }

    async fn is_client_there(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let found = tx.clients().look(&self.client).await?;
        let is_meant =
            |client: &Client| !client.disabled && client.registrant() == self.registrant();
        Ok(matches!(found, Some(Ok(client)) if is_meant(&client)))
    }

    const fn registrant(&self) -> Registrant<'_> {
        Registrant {
            id: &self.client,
            registration: self.registration.as_ref(),
        }
    }

    /// Remembers what was said, and tells it.
    pub(super) async fn keep(
        &self,
        tx: &mut Tx,
        settled: &Settled,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(said) = &self.said else {
            return Ok(());
        };
        tx.consents()
            .remember(&self.user, self.registrant(), &settled.all, now)
            .await?;
        let mut event = said.event.clone();
        self.tell(&mut event, &settled.granted);
        tx.events().append(&event).await
    }

    /// What was granted, and not what a form said: the scopes of no API, and those of each, which is
    /// told by the name that requests call it.
    fn tell(&self, event: &mut Event, granted: &Consent) {
        let text = |scope: &Scope| Value::String(scope.to_string());
        event.data.insert("scope".to_owned(), text(&granted.scope));
        let resources = granted.resources.iter();
        let resources: Map<_, _> = resources
            .map(|(id, scope)| {
                let name = self.names.get(id).map_or(id.as_str(), Indicator::as_str);
                (name.to_owned(), text(scope))
            })
            .collect();
        if !resources.is_empty() {
            event
                .data
                .insert("resources".to_owned(), Value::Object(resources));
        }
    }
}
