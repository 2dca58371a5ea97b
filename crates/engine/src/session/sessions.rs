//! Sessions as an operator handles them: listed, and ended wherever their browser is.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    id::{ClientId, SessionId, UserId},
    session::Session,
    time::Timestamp,
    user::User,
};
use store::{Store, StoreError, Tx, Wanted};

use super::ending::Ending;
use crate::{
    author::Author, clock::Clock, entropy::Entropy, failure::Failure,
    instance_secrets::InstanceSecrets, precondition::Precondition,
};

/// How many sessions are listed at most.
pub const LISTED: u32 = 200;

/// The sessions of all people.
#[derive(Debug, Clone)]
pub struct Sessions {
    /// Where they are kept.
    pub store: Store,
    /// What calls to clients are sealed under.
    pub secrets: InstanceSecrets,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// Who ends them.
    pub author: Author,
}

/// A live session.
#[derive(Debug)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// Who is signed in.
    pub user: User,
    /// The clients that were reached from it.
    pub clients: Vec<ClientId>,
}

/// Whom an operator means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// By id.
    Id(UserId),
    /// By address.
    Email(EmailAddress),
}

/// Nothing was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEnded {
    /// There is no such session, or it has ended.
    NoSession,
    /// It is not what its end was decided on any more.
    Changed,
    /// Nobody has this address.
    NoUser,
    /// It is somebody else's.
    OtherUser,
}

/// Which grants end with a session, `offline_access` included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantsToo {
    /// Those that a sign-out ends.
    AsAlways,
    /// All that were given in it.
    All,
    /// All of them to clients of the operator's own.
    FirstParty,
}

/// What was ended for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOutEverywhere {
    /// Sessions; not those that somebody else ended in the same moment.
    pub sessions: usize,
    /// What was granted to clients, `offline_access` included.
    pub grants: u64,
}

impl Sessions {
    /// The newest live sessions, [`LISTED`] at most, of one person or of all.
    ///
    /// # Errors
    /// [`NotEnded::NoUser`].
    pub async fn list(&self, whose: Option<&Whose>) -> Result<Vec<Listed>, Failure<NotEnded>> {
        let now = self.clock.now();
        self.store
            .read(|mut tx| async move {
                let user = match whose {
                    Some(whose) => Some(find(&mut tx, whose).await?),
                    None => None,
                };
                Ok(listed(&mut tx, user.as_ref(), now).await?)
            })
            .await
    }

    /// One live session of a person.
    ///
    /// # Errors
    /// [`NotEnded::NoSession`] and [`NotEnded::OtherUser`].
    pub async fn find(&self, user: &UserId, id: &SessionId) -> Result<Listed, Failure<NotEnded>> {
        let now = self.clock.now();
        self.store
            .read(|mut tx| async move { live(&mut tx, (user, id), now).await })
            .await
    }

    /// Ends one session of a person, if it is still what that was decided on, and grants that were
    /// given in it.
    ///
    /// # Errors
    /// [`NotEnded::NoSession`], [`NotEnded::OtherUser`] and [`NotEnded::Changed`].
    pub async fn end_of(
        &self,
        user: &UserId,
        id: &SessionId,
        grants: GrantsToo,
        precondition: &Precondition<'_, Listed>,
    ) -> Result<(), Failure<NotEnded>> {
        let (ending, now) = (self.ending(), self.clock.now());
        self.store
            .transact(|mut tx| {
                let mut ending = ending.clone();
                async move {
                    own(&mut tx, user, id).await?;
                    check(&mut tx, (user, id), precondition, now).await?;
                    if !ending.end(&mut tx, id, user).await? {
                        return Err(Failure::Refused(NotEnded::NoSession));
                    }
                    let wanted = Wanted {
                        user: Some(user),
                        client: None,
                        before: None,
                        now,
                        most: i64::MAX,
                    };
                    let mut given = match grants {
                        GrantsToo::AsAlways => Vec::new(),
                        GrantsToo::All | GrantsToo::FirstParty => tx.grants().page(&wanted).await?,
                    };
                    given.retain(|grant| grant.session_id == Some(*id));
                    for grant in given {
                        let client = tx.clients().find(&grant.client_id).await?;
                        let is_own = client.is_none_or(|client| !client.third_party);
                        if is_own || grants == GrantsToo::All {
                            tx.grants().revoke(&grant.id, now).await?;
                        }
                    }
                    Ok(())
                }
            })
            .await
    }

    /// Ends one session. As when its person signs out: what hangs from it is revoked, except what
    /// was granted with `offline_access`.
    ///
    /// # Errors
    /// [`NotEnded::NoSession`].
    pub async fn end(&self, id: &SessionId) -> Result<UserId, Failure<NotEnded>> {
        let ending = self.ending();
        self.store
            .transact(|mut tx| {
                let mut ending = ending.clone();
                async move {
                    let found = tx.sessions().find(id).await?;
                    let session = found.ok_or(Failure::Refused(NotEnded::NoSession))?;
                    if ending.end(&mut tx, id, &session.user_id).await? {
                        Ok(session.user_id)
                    } else {
                        Err(Failure::Refused(NotEnded::NoSession))
                    }
                }
            })
            .await
    }

    pub(super) fn ending(&self) -> Ending {
        let now = self.clock.now();
        Ending::prepare(&self.secrets, &self.entropy, now, &self.author)
    }
}

/// The newest live sessions, of one person or of all.
pub(super) async fn listed(
    tx: &mut Tx,
    user: Option<&UserId>,
    now: Timestamp,
) -> Result<Vec<Listed>, StoreError> {
    let live = tx.sessions().live(user, now, LISTED).await?;
    let mut listed = Vec::with_capacity(live.len());
    for (session, user) in live {
        let clients = tx.session_clients().of(&session.id).await?;
        listed.push(Listed {
            session,
            user,
            clients,
        });
    }
    Ok(listed)
}

/// A session of this person, ended or not.
async fn own(tx: &mut Tx, user: &UserId, id: &SessionId) -> Result<Session, Failure<NotEnded>> {
    let found = tx.sessions().find(id).await?;
    let session = found.ok_or(Failure::Refused(NotEnded::NoSession))?;
    if session.user_id == *user {
        Ok(session)
    } else {
        Err(Failure::Refused(NotEnded::OtherUser))
    }
}

/// The same while it is alive, with what is shown of it.
async fn live(
    tx: &mut Tx,
    (user, id): (&UserId, &SessionId),
    now: Timestamp,
) -> Result<Listed, Failure<NotEnded>> {
    let session = own(tx, user, id).await?;
    let found = tx.users().find(user).await?;
    let user = found.ok_or(Failure::Refused(NotEnded::NoSession))?;
    if !session.is_live(now) {
        return Err(Failure::Refused(NotEnded::NoSession));
    }
    let clients = tx.session_clients().of(id).await?;
    Ok(Listed {
        session,
        user,
        clients,
    })
}

/// Whether a session is what its end was decided on. Its row is taken first: it stays so until it has
/// ended.
async fn check(
    tx: &mut Tx,
    whose: (&UserId, &SessionId),
    precondition: &Precondition<'_, Listed>,
    now: Timestamp,
) -> Result<(), Failure<NotEnded>> {
    if precondition.is_none() {
        return Ok(());
    }
    if !tx.sessions().hold(whose.1, now).await? {
        return Err(Failure::Refused(NotEnded::NoSession));
    }
    if precondition.holds(&live(tx, whose, now).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(NotEnded::Changed))
    }
}

/// Whom an operator means. An id is taken at its word: what it has can be ended.
pub(super) async fn find(tx: &mut Tx, whose: &Whose) -> Result<UserId, Failure<NotEnded>> {
    match whose {
        Whose::Id(id) => Ok(id.clone()),
        Whose::Email(email) => {
            let identifier = Identifier::Email(email.clone());
            let found = tx.users().find_by_identifier(&identifier).await?;
            let user = found.ok_or(Failure::Refused(NotEnded::NoUser))?;
            Ok(user.id)
        }
    }
}
