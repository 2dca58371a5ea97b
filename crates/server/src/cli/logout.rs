//! What `signet app` takes and shows of sign-outs: where an application is told, and whether it was.

use clap::Args;
use oidc_core::{client::Client, registration::Logout};
use store::{DeliveryState, Standing};

use super::moment::written;

/// Where a new application is told that a session has ended.
#[derive(Debug, Args)]
pub(super) struct LogoutFlags {
    /// Where it is told by a call that a session has ended
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// What the browser shows in a frame when a session has ended
    #[arg(long, value_name = "URI")]
    frontchannel_logout_uri: Option<String>,
}

impl From<LogoutFlags> for Logout {
    fn from(flags: LogoutFlags) -> Self {
        Self {
            backchannel_uri: flags.backchannel_logout_uri,
            frontchannel_uri: flags.frontchannel_logout_uri,
            ..Self::default()
        }
    }
}

/// Name and value of each line about an application.
pub(super) fn lines(client: &Client, calls: &Standing) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(uri) = &client.backchannel_logout_uri {
        lines.push(("Sign-out call", uri.to_string()));
        lines.push(("", last_sent(calls)));
        lines.extend(failure(calls).map(|text| ("", text)));
    }
    if let Some(uri) = &client.frontchannel_logout_uri {
        lines.push(("Sign-out frame", uri.to_string()));
    }
    lines
}

fn last_sent(calls: &Standing) -> String {
    let last = calls.last_sent.map(written);
    let last = last.map_or_else(
        || "none delivered in the last days".to_owned(),
        |at| format!("last delivered {at}"),
    );
    match calls.waiting {
        0 => format!("{last}; none waits"),
        1 => format!("{last}; 1 waits"),
        many => format!("{last}; {many} wait"),
    }
}

fn failure(calls: &Standing) -> Option<String> {
    let failed = calls.last_failure.as_ref()?;
    let (at, why) = (written(failed.at), &failed.why);
    Some(match failed.state {
        DeliveryState::Waiting => format!("failed, to be tried again {at}: {why}"),
        DeliveryState::Sent | DeliveryState::Dead | DeliveryState::Expired => {
            format!("given up {at}: {why}")
        }
    })
}

#[cfg(test)]
mod tests {
    use oidc_core::{client::ClientKind, source::Source, time::Timestamp};
    use store::Failed;

    use super::*;

    const AT: Timestamp = Timestamp::from_millis(1_760_000_000_123);

    #[test]
    fn an_operator_sees_whether_an_application_was_told() {
        let mut client = Client::new(
            "shop".parse().unwrap(),
            ClientKind::Traditional,
            Source::Console,
            AT,
        );
        let mut calls = Standing {
            waiting: 0,
            last_sent: None,
            last_failure: None,
        };
        assert_eq!(lines(&client, &calls), []);
        client.backchannel_logout_uri = Some("https://shop.example/out".parse().unwrap());
        let told = |calls: &Standing| {
            let lines = lines(&client, calls);
            assert_eq!(
                lines[0],
                ("Sign-out call", "https://shop.example/out".to_owned())
            );
            lines
                .into_iter()
                .skip(1)
                .map(|line| line.1)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(&calls),
            ["none delivered in the last days; none waits"]
        );
        calls.last_sent = Some(AT);
        calls.waiting = 2;
        calls.last_failure = Some(Failed {
            state: DeliveryState::Waiting,
            at: AT,
            why: "the client answered 503".to_owned(),
        });
        let expected = [
            "last delivered 2025-10-09 08:53 UTC; 2 wait",
            "failed, to be tried again 2025-10-09 08:53 UTC: the client answered 503",
        ];
        assert_eq!(told(&calls), expected);
    }
}
