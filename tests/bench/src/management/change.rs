//! An application gets another redirect URI: what that costs, and when every node takes it.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::json;

use super::{crowd::application_id, operator::Operator, size::Size};
use crate::{connection::Connection, measure::Figures, provider::Provider};

/// Changes that are timed.
const CHANGES: u32 = 30;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(5);
/// It is not waited for any longer.
const AT_MOST: Duration = Duration::from_secs(30);

/// Changes applications at the first node and prints how long it took.
pub async fn table(nodes: &[Provider], size: &Size) -> anyhow::Result<()> {
    let first = nodes.first().context("there is a node")?;
    let mut operator = Operator::at(first.port).await?;
    let (mut patches, before) = (Vec::new(), first.processor_time()?);
    let mut accepted: Vec<Vec<Duration>> = vec![Vec::new(); nodes.len()];
    for change in 0..CHANGES {
        let id = application_id(change * (size.applications / CHANGES));
        let uri = format!("https://moved{change}.example/callback");
        let body = json!({ "oidcClientMetadata": {
            "redirectUris": [uri], "postLogoutRedirectUris": [] } });
        let began = Instant::now();
        operator
            .patch(&format!("/api/applications/{id}"), &body)
            .await?;
        let took = began.elapsed();
        patches.push(took);
        let target = authorization(&id, &uri);
        let waits = nodes.iter().map(|node| until_accepted(node.port, &target));
        let mut tasks = tokio::task::JoinSet::new();
        for (index, wait) in waits.enumerate() {
            tasks.spawn(async move { (index, wait.await) });
        }
        while let Some(done) = tasks.join_next().await {
            let (index, waited) = done?;
            if let Some(times) = accepted.get_mut(index) {
                times.push(waited? + took);
            }
        }
        // The next one begins at another moment between two looks of the nodes.
        tokio::time::sleep(Duration::from_millis(u64::from(change) * 37 % 700)).await;
    }
    let used = first.processor_time()?.saturating_sub(before);
    println!(
        "| a change of one of {} applications | p50 | slowest |",
        size.applications
    );
    println!("| --- | --- | --- |");
    row("PATCH of a redirect URI", &Figures::of(patches, used));
    for (index, times) in accepted.into_iter().enumerate() {
        let name = if index == 0 {
            "from PATCH to a sign-in at the same node"
        } else {
            "from PATCH to a sign-in at the other node"
        };
        row(name, &Figures::of(times, Duration::ZERO));
    }
    Ok(())
}

fn row(name: &str, figures: &Figures) {
    let ms = |percent| figures.percentile(percent).as_secs_f64() * 1_000.0;
    println!("| {name} | {:.1} ms | {:.1} ms |", ms(50), ms(100));
}

/// The address of a sign-in to an application that is to end at this address.
pub fn authorization(id: &str, uri: &str) -> String {
    let uri: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    format!(
        "/oidc/auth?client_id={id}&redirect_uri={uri}&response_type=code&state=s&scope=openid\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    )
}

fn until_accepted(
    port: u16,
    target: &str,
) -> impl Future<Output = anyhow::Result<Duration>> + Send + 'static {
    let target = target.to_owned();
    async move {
        let began = Instant::now();
        let mut connection = Connection::open(port).await?;
        loop {
            let answer = connection.get(&target, "").await?;
            let waited = began.elapsed();
            if answer.status == http::StatusCode::SEE_OTHER {
                return Ok(waited);
            }
            if waited > AT_MOST {
                bail!("the change is not in force: {}", answer.status);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
