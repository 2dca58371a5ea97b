//! How many durable transactions a second, alone and with many callers; and how many reads.
//!
//! `cargo run --release -p store --example throughput [url]`; without a URL, a file under the
//! system's temporary folder. A transaction is that of a refresh: find the family with its
//! standing, rotate it, add an access token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use oidc_core::{
    access_token::AccessToken,
    grant::Grant,
    id::{AccessTokenId, FamilyId, GrantId, SessionId, UserId},
    interaction::Proofs,
    refresh::RefreshFamily,
    secret::Digest,
    session::Session,
    sign_in_choices::SignInChoices,
    subject::Subject,
    time::{Lifetime, Timestamp},
    user::User,
};
use serde_json::Map;
use store::{Store, StoreError, Tx};

const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);
const RUN: Duration = Duration::from_secs(2);

#[derive(Clone, Copy)]
enum Work {
    Refresh,
    Read,
}

struct Bench {
    store: Store,
    families: Vec<RefreshFamily>,
    next: AtomicU64,
}

impl Bench {
    async fn once(&self, work: Work, caller: u8) -> Result<(), StoreError> {
        let family = &self.families[usize::from(caller)];
        match work {
            Work::Refresh => {
                refresh(
                    &self.store,
                    family,
                    self.next.fetch_add(1, Ordering::Relaxed),
                )
                .await
            }
            Work::Read => {
                let read = |mut tx: Tx| async move {
                    tx.refresh_tokens()
                        .find_with_grant(&family.id)
                        .await
                        .map(drop)
                };
                self.store.read(read).await
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("signet.db").display());
    let store = Store::open(&std::env::args().nth(1).unwrap_or(file)).await?;
    let families = prepare(&store).await?;
    let bench = Arc::new(Bench {
        store,
        families,
        next: AtomicU64::new(1),
    });
    println!("callers  refreshes/s  reads/s");
    for callers in [1, 8, 32, 128] {
        let refreshes = measure(&bench, Work::Refresh, callers).await?;
        let reads = measure(&bench, Work::Read, callers).await?;
        println!("{callers:>7}  {refreshes:>11.0}  {reads:>7.0}");
    }
    bench.store.close().await;
    Ok(())
}

/// Does the work over and over from many callers; how often a second.
async fn measure(
    bench: &Arc<Bench>,
    work: Work,
    callers: u8,
) -> Result<f64, Box<dyn std::error::Error>> {
    let (stop, done) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let began = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let (bench, stop, done) = (bench.clone(), stop.clone(), done.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    bench.once(work, caller).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    tokio::time::sleep(RUN).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await??;
    }
    Ok(f64::from(done.load(Ordering::Relaxed)) / began.elapsed().as_secs_f64())
}

async fn refresh(store: &Store, family: &RefreshFamily, number: u64) -> Result<(), StoreError> {
    store
        .transact(|mut tx| async move {
            let Some((found, _)) = tx.refresh_tokens().find_with_grant(&family.id).await? else {
                return Ok(());
            };
            let mut id = *AccessTokenId::floor(NOW).as_bytes();
            id[8..].copy_from_slice(&number.to_be_bytes());
            let token = AccessToken {
                id: AccessTokenId::from_bytes(id),
                digest: Digest::of(id),
                grant_id: found.grant_id,
                scope: found.scope,
                audience: None,
                jkt: None,
                expires_at: NOW.plus(Lifetime::hours(1)),
                revoked_at: None,
            };
            tx.refresh_tokens()
                .rotate(&found.id, found.generation, NOW, found.expires_at)
                .await?;
            tx.access_tokens().insert(&token).await
        })
        .await
}

/// A user, a session and a grant with a family for each caller.
async fn prepare(store: &Store) -> Result<Vec<RefreshFamily>, Box<dyn std::error::Error>> {
    let mut families = Vec::new();
    for number in 0..128_u8 {
        let user: UserId = format!("user-{number}").parse()?;
        let id = [number; 16];
        let (session, grant) = (session(id, &user), grant(id, &user)?);
        let family = RefreshFamily {
            id: FamilyId::from_bytes(id),
            salt: id,
            grant_id: grant.id,
            client_id: grant.client_id.clone(),
            scope: grant.scope.clone(),
            audience: None,
            jkt: None,
            generation: 0,
            rotated_at: NOW,
            created_at: NOW,
            expires_at: grant.expires_at,
            revoked_at: None,
        };
        let person = User {
            id: user,
            email: Some(format!("user-{number}@example.com").parse()?),
            email_verified_at: Some(NOW),
            phone: None,
            phone_verified_at: None,
            username: None,
            name: None,
            avatar: None,
            profile: Map::new(),
            custom_data: Map::new(),
            sign_in_choices: SignInChoices::default(),
            suspended_at: None,
            last_sign_in_at: None,
            registered_by: None,
            created_at: NOW,
            updated_at: NOW,
        };
        store
            .transact(|mut tx| {
                let (person, session, grant, family) = (&person, &session, &grant, &family);
                async move {
                    tx.users().insert(person).await?;
                    tx.sessions().insert(session).await?;
                    tx.grants().insert(grant).await?;
                    tx.refresh_tokens().insert(family).await
                }
            })
            .await?;
        families.push(family);
    }
    Ok(families)
}

fn session(id: [u8; 16], user: &UserId) -> Session {
    Session {
        id: SessionId::from_bytes(id),
        digest: Digest::of(id),
        user_id: user.clone(),
        auth_time: NOW,
        proofs: Proofs::default(),
        created_at: NOW,
        seen_at: NOW,
        expires_at: NOW.plus(Lifetime::days(14)),
        ended_at: None,
    }
}

fn grant(id: [u8; 16], user: &UserId) -> Result<Grant, Box<dyn std::error::Error>> {
    Ok(Grant {
        id: GrantId::from_bytes(id),
        subject: Subject::User(user.clone()),
        client_id: "demo-app".parse()?,
        registration: None,
        session_id: Some(SessionId::from_bytes(id)),
        auth_time: NOW,
        amr: vec!["otp".to_owned()],
        scope: "openid offline_access".parse()?,
        resources: Vec::new(),
        claims: None,
        created_at: NOW,
        expires_at: NOW.plus(Lifetime::days(180)),
        revoked_at: None,
    })
}
