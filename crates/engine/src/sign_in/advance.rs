//! What new evidence leads to: inside the transaction that took it, the facts are gathered,
//! [`next_step`] is asked, and when nothing is missing the session is made.

use oidc_core::{
    client::Client,
    interaction::{
        Demand, Evidence, Goal, Interaction, InteractionEvent, Proven,
        next_step::{Held, Situation, Step, next_step},
    },
    secret::Digest,
    session::Session,
    time::Timestamp,
    user::User,
};
use store::{StoreError, Tx};

use super::{
    register::{NewUser, Owner},
    start_session::{NewSession, SignInResult},
    visitor::Visitor,
};
use crate::{browser_key::BrowserKey, engine::Engine};

/// How often the facts are gathered: once more when somebody who registers has an account already,
/// and once more when somebody else registers the identifier, or bars its account, in the meantime.
const ATTEMPTS: u32 = 3;

/// Where a sign-in stands after new evidence.
#[derive(Debug)]
pub enum Advanced {
    /// Nothing is missing: the browser is signed in.
    SignedIn(SignInResult),
    /// Something is still to be done, by the browser that gave the evidence and no other.
    Pending {
        /// What is to be done.
        step: Step,
        /// For the cookie that says who gave the evidence; none when this browser has it.
        holder: Option<BrowserKey>,
    },
}

/// The rows that a unit of work has taken.
#[derive(Debug)]
pub struct Rows {
    former: Option<Session>,
}

/// A sign-in that may take its next step, with everything random made before its transaction.
#[derive(Debug)]
pub struct Advance<'a> {
    engine: &'a Engine,
    interaction: &'a Interaction,
    demand: Demand,
    session: NewSession,
    /// None: what was proven makes no account.
    user: Option<NewUser>,
    holder: BrowserKey,
    now: Timestamp,
}

impl<'a> Advance<'a> {
    /// Prepares the step that `evidence` may lead to.
    pub fn prepare(
        engine: &'a Engine,
        visitor: &Visitor,
        interaction: &'a Interaction,
        client: &Client,
        evidence: &Evidence,
    ) -> Self {
        let now = engine.clock.now();
        let Goal::Authorize(request) = &interaction.goal;
        let (proven, typed) = (evidence.identifier(), interaction.identifier.as_ref());
        let new_user = |identifier| NewUser::prepare(engine, visitor, &client.id, identifier, now);
        Self {
            engine,
            interaction,
            demand: Demand::of(request, client),
            session: NewSession::prepare(engine, visitor, Some(&client.id), proven.or(typed), now),
            user: proven.map(new_user),
            holder: BrowserKey::mint(&mut engine.entropy.rng()),
            now,
        }
    }

    /// The account that would be made; none when what was proven makes none.
    pub fn new_user(&mut self) -> Option<&mut NewUser> {
        self.user.as_mut()
    }

    /// Takes the rows that others may take too, in their order: the session this browser came with,
    /// then the interaction. First in every unit of work that takes a step with evidence that waits
    /// for its holder; none when the interaction was finished or the evidence used in the meantime.
    pub async fn hold(&self, tx: &mut Tx, holder: &Digest) -> Result<Option<Rows>, StoreError> {
        let rows = self.hold_session(tx).await?;
        let id = &self.interaction.id;
        let goes_on = tx.interactions().hold(id, holder).await?;
        Ok(goes_on.then_some(rows))
    }

    /// The same for whoever takes the interaction next, together with its code.
    pub async fn hold_session(&self, tx: &mut Tx) -> Result<Rows, StoreError> {
        let former = self.session.hold_former(tx).await?;
        Ok(Rows { former })
    }

    /// Takes evidence that was just given, and the step it leads to. Evidence that a choice is to
    /// be made with is kept for its holder; any other has done its work, or leads nowhere.
    pub async fn with_new(
        &self,
        tx: &mut Tx,
        rows: &Rows,
        evidence: &Evidence,
    ) -> Result<Advanced, StoreError> {
        let event = self.interaction.event;
        let advanced = self.with_held(tx, rows, evidence, event).await?;
        let Advanced::Pending { step, .. } = advanced else {
            return Ok(advanced);
        };
        let holder = if waits_for_a_choice(&step) {
            let digest = self.holder.digest();
            tx.interactions().add_evidence(evidence, &digest).await?;
            Some(self.holder.clone())
        } else {
            None
        };
        Ok(Advanced::Pending { step, holder })
    }

    /// Takes the step that evidence leads to which this browser holds, for what the person now
    /// wants to do.
    pub async fn with_held(
        &self,
        tx: &mut Tx,
        rows: &Rows,
        evidence: &Evidence,
        event: InteractionEvent,
    ) -> Result<Advanced, StoreError> {
        let experience = &self.engine.snapshot().policy.experience;
        for attempt in 0..ATTEMPTS {
            // Who registers has no account, most of the time: the insert knows.
            let registers = event == InteractionEvent::Register && self.user.is_some();
            let is_guess = attempt == 0 && registers;
            let owner = if is_guess {
                None
            } else {
                owner(tx, evidence).await?
            };
            let situation = Situation {
                demand: &self.demand,
                experience,
                event,
                held: Some(Held {
                    evidence,
                    owner: owner.as_ref(),
                }),
                has_new_password: self.user.as_ref().is_some_and(NewUser::has_password),
                session: None,
                completed: None,
                chosen: None,
                remembered: None,
                now: self.now,
            };
            let step = next_step(&situation, &mut ());
            if step != Step::Done {
                if is_guess {
                    continue;
                }
                return Ok(Advanced::Pending { step, holder: None });
            }
            let whose = match &owner {
                Some(user) => Some(Owner {
                    user,
                    registered: None,
                }),
                None => match &self.user {
                    Some(user) => user.save(tx).await?,
                    None => None,
                },
            };
            // The identifier has an account, or somebody has made one in the meantime: ask again.
            let Some(whose) = whose else { continue };
            // Nor may the account be used any more, when it was barred in the meantime.
            let result = self.sign_in(tx, rows, whose, (evidence, event)).await?;
            let Some(result) = result else { continue };
            return Ok(Advanced::SignedIn(result));
        }
        Ok(Advanced::Pending {
            step: Step::Identify,
            holder: None,
        })
    }

    /// Nothing is missing: makes the session, and notes it. None: the account may not be used.
    async fn sign_in(
        &self,
        tx: &mut Tx,
        rows: &Rows,
        whose: Owner<'_>,
        (evidence, event): (&Evidence, InteractionEvent),
    ) -> Result<Option<SignInResult>, StoreError> {
        let proofs = vec![evidence.proof(&self.engine.secrets.addresses)].into();
        let former = rows.former.as_ref();
        let saved = self.session.save(tx, former, whose, proofs).await?;
        let Some((session, result)) = saved else {
            return Ok(None);
        };
        tx.interactions()
            .complete(&self.interaction.id, &session, event)
            .await?;
        Ok(Some(result))
    }
}

/// Whose account it is that evidence leads to.
pub(super) async fn owner(tx: &mut Tx, evidence: &Evidence) -> Result<Option<User>, StoreError> {
    match &evidence.proven {
        Proven::Identifier(identifier) => tx.users().find_by_identifier(identifier).await,
        Proven::Password { user, .. } => tx.users().find(user).await,
    }
}

/// Whether the person goes on from here with what was proven.
const fn waits_for_a_choice(step: &Step) -> bool {
    match step {
        Step::NoAccount | Step::AccountExists | Step::CreatePassword => true,
        Step::Identify
        | Step::Suspended
        | Step::SelectAccount
        | Step::Consent(_)
        | Step::Done
        | Step::Refuse(_) => false,
    }
}
