//! Who holds a role: people and machines, to whom it is given and from whom it is taken by its name.

use oidc_core::{
    account::identifier::Identifier,
    client::ClientKind,
    event::EventKind,
    id::{ClientId, RoleId, UserId},
    role::{ADMINISTRATOR, Role, RoleKind},
};
use store::{StoreError, Tx};

use super::{AccessControl, role::RoleRefused};
use crate::{administrator::last::may_go, failure::Failure};

/// Who may be given a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A person, by id.
    User(UserId),
    /// A person, by what they sign in with.
    Identifier(Identifier),
    /// A machine client.
    Client(ClientId),
}

type Refused = Failure<RoleRefused>;

impl AccessControl {
    /// Gives a role to somebody; false when they hold it.
    ///
    /// # Errors
    /// [`RoleRefused`].
    pub async fn assign_role(&self, name: &str, holder: &Holder) -> Result<bool, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                let (role, holder) = resolve(&mut tx, name, holder).await?;
                let given = match &holder {
                    Assignee::User(user) => tx.roles().assign_to_user(user, &role.id, now).await?,
                    Assignee::Client(client) => {
                        tx.client_roles().assign(client, &role.id, now).await?
                    }
                };
                if given {
                    let kind = EventKind::RolesGiven;
                    let roles = std::slice::from_ref(&role.id);
                    self.note_roles(&mut tx, kind, &holder, roles).await?;
                }
                Ok::<_, Refused>(given)
            })
            .await
    }

    /// Takes a role from somebody; false when they did not hold it.
    ///
    /// # Errors
    /// [`RoleRefused`].
    pub async fn take_role(&self, name: &str, holder: &Holder) -> Result<bool, Refused> {
        self.store
            .transact(|mut tx| async move {
                let (role, holder) = resolve(&mut tx, name, holder).await?;
                let taken = match &holder {
                    Assignee::User(user) => {
                        if role.id.as_str() == ADMINISTRATOR {
                            self.may_end(&mut tx, user).await?;
                        }
                        tx.roles().take_from_user(user, &role.id).await?
                    }
                    Assignee::Client(client) => tx.client_roles().take(client, &role.id).await?,
                };
                if taken {
                    let kind = EventKind::RolesTaken;
                    let roles = std::slice::from_ref(&role.id);
                    self.note_roles(&mut tx, kind, &holder, roles).await?;
                }
                Ok::<_, Refused>(taken)
            })
            .await
    }

    /// Writes down which roles somebody was given, or which were taken from them.
    pub(super) async fn note_roles(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        holder: &Assignee,
        roles: &[RoleId],
    ) -> Result<(), StoreError> {
        let roles = roles.iter().map(ToString::to_string).collect();
        self.note_named(tx, kind, holder, roles).await
    }

    /// The same of roles by their names.
    pub(super) async fn note_named(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        holder: &Assignee,
        roles: Vec<String>,
    ) -> Result<(), StoreError> {
        if roles.is_empty() {
            return Ok(());
        }
        let data = [("roles".to_owned(), roles.into())].into_iter().collect();
        let at = (&self.entropy, self.clock.now());
        let mut event = self.author.event(kind, at, data);
        match holder {
            Assignee::User(user) => event.user_id = Some(user.clone()),
            Assignee::Client(client) => event.client_id = Some(client.clone()),
        }
        tx.events().append(&event).await
    }

    /// Whether this person may be an administrator no more: not the last one, nor one whom the
    /// configuration names, who would be one again with the next sign-in. Asked before the row of
    /// the user is taken, or after the version of the roles.
    pub(super) async fn may_end(&self, tx: &mut Tx, user: &UserId) -> Result<(), Refused> {
        let may_go = may_go(tx, user).await?;
        let found = tx.users().find(user).await?.and_then(|user| user.email);
        let mut named = self.administrators.iter();
        let named = named.find(|named| found.as_ref().is_some_and(|email| named.is(email)));
        if let Some(named) = named
            && tx.administrators().has(user).await?
        {
            let declared = RoleRefused::DeclaredAdministrator(named.declared_at.clone());
            return Err(Failure::Refused(declared));
        }
        may_go.map_err(|last| Failure::Refused(last.into()))
    }
}

/// Who holds roles, by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assignee {
    /// A person.
    User(UserId),
    /// A machine client.
    Client(ClientId),
}

impl Assignee {
    /// Of which kind the roles are that they may hold.
    pub const fn kind(&self) -> RoleKind {
        match self {
            Self::User(_) => RoleKind::User,
            Self::Client(_) => RoleKind::Machine,
        }
    }
}

/// The role and who is to hold it, both taken: neither goes away before that is written.
async fn resolve(tx: &mut Tx, name: &str, holder: &Holder) -> Result<(Role, Assignee), Refused> {
    tx.resources().hold().await?;
    let found = tx.roles().find(name).await?;
    let role = found.ok_or(Failure::Refused(RoleRefused::Unknown))?;
    let (kind, resolved) = match holder {
        Holder::Client(id) => {
            tx.clients().hold().await?;
            let client = tx.clients().find(id).await?;
            let client = client.ok_or(Failure::Refused(RoleRefused::NoSuchClient))?;
            if client.kind != ClientKind::Machine {
                return Err(Failure::Refused(RoleRefused::NoMachine));
            }
            (RoleKind::Machine, Assignee::Client(client.id))
        }
        Holder::User(id) => (RoleKind::User, Assignee::User(id.clone())),
        Holder::Identifier(identifier) => {
            let user = tx.users().find_by_identifier(identifier).await?;
            let user = user.ok_or(Failure::Refused(RoleRefused::NoSuchUser))?;
            (RoleKind::User, Assignee::User(user.id))
        }
    };
    if let Assignee::User(id) = &resolved
        && !is_still(tx, holder, id).await?
    {
        return Err(Failure::Refused(RoleRefused::NoSuchUser));
    }
    if role.kind != kind {
        return Err(Failure::Refused(RoleRefused::WrongKind(role.kind)));
    }
    Ok((role, resolved))
}

/// Takes the row of a user; false when the user is gone, or the address that names them has moved to
/// another account between the look and the hold.
pub(super) async fn is_still(tx: &mut Tx, meant: &Holder, id: &UserId) -> Result<bool, StoreError> {
    if !tx.users().hold(id).await? {
        return Ok(false);
    }
    let Holder::Identifier(identifier) = meant else {
        return Ok(true);
    };
    let owner = tx.users().find_by_identifier(identifier).await?;
    Ok(owner.is_some_and(|owner| owner.id == *id))
}
