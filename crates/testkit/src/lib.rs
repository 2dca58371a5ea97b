//! What the test suites share: a browser that keeps cookies, a relying party, a Mailgun, a witness of
//! what is logged, a ledger of error codes, and PostgreSQL. It knows none of our crates, and only tests may know it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test may stop where it fails"
)]

pub mod answer;
pub mod browser;
pub mod database;
pub mod mailgun;
pub mod network;
pub mod not_run;
pub mod own_database;
pub mod ports;
pub mod postgres;
pub mod produced;
pub mod recorder;
pub mod relying_party;
pub mod run_id;
pub mod secrets;

/// Makes a test of each behaviour on each database, with the `World` of the suite's own `kit`.
#[macro_export]
#[expect(
    clippy::crate_in_macro_def,
    reason = "each suite has a world of its own"
)]
macro_rules! on_both {
    ($($behaviour:ident),+ $(,)?) => {
        mod on_sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                crate::kit::World::run_on_sqlite(super::$behaviour).await;
            }
        )+}
        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                crate::kit::World::run_on_postgres(super::$behaviour).await;
            }
        )+}
    };
}
