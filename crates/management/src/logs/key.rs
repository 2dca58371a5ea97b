//! What Logto calls an event. Where it has no name for it, ours stands.

use oidc_core::event::EventKind;

/// The name.
pub(super) const fn of(kind: EventKind) -> &'static str {
    match kind {
        EventKind::SessionStarted => "Interaction.SignIn.Submit",
        EventKind::UserRegistered => "Interaction.Register.Submit",
        EventKind::TokensIssued | EventKind::GrantCodeReplayed => {
            "ExchangeTokenBy.AuthorizationCode"
        }
        EventKind::TokensRefreshed | EventKind::RefreshReused | EventKind::RefreshWrongClient => {
            "ExchangeTokenBy.RefreshToken"
        }
        EventKind::MachineTokensIssued => "ExchangeTokenBy.ClientCredentials",
        ours => ours.as_str(),
    }
}

/// What is meant by a name: one of Logto's or one of ours.
pub(super) fn kinds(key: &str) -> Vec<EventKind> {
    let all = EventKind::ALL.iter().copied();
    all.filter(|kind| of(*kind) == key || kind.as_str() == key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_either_name() {
        let refreshed = "ExchangeTokenBy.RefreshToken";
        let all = [
            EventKind::RefreshReused,
            EventKind::RefreshWrongClient,
            EventKind::TokensRefreshed,
        ];
        let mut found = kinds(refreshed);
        found.sort();
        let mut wanted = all.to_vec();
        wanted.sort();
        assert_eq!(found, wanted);
        assert_eq!(kinds("tokens.refreshed"), [EventKind::TokensRefreshed]);
        assert_eq!(kinds("role.created"), [EventKind::RoleCreated]);
        assert_eq!(kinds("password.wrong"), [EventKind::PasswordWrong]);
        assert_eq!(kinds("ExchangeTokenBy"), []);
    }
}
