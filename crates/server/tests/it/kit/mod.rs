//! What every test stands on: a provider assembled as in production, with a clock that stands
//! still and a seeded generator, asked over HTTP in process; a browser with a cookie jar; a
//! relying party.

mod answer;
mod browser;
mod inside;
mod process;
mod relying_party;
mod upgrade;
mod witness;
mod world;

pub(crate) use answer::{Answer, Form};
pub(crate) use browser::{Browser, CookieLines};
pub(crate) use inside::occurs;
pub(crate) use relying_party::{RelyingParty, Tokens, VERIFIER};
pub(crate) use upgrade::{Dump, Facts};
pub(crate) use witness::{Line, Witness};
pub(crate) use world::{Setup, World, postgres_url};

/// Makes a test of each behaviour on each database.
macro_rules! on_both {
    ($($behaviour:ident),+ $(,)?) => {
        mod on_sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                $crate::kit::World::run_on_sqlite(super::$behaviour).await;
            }
        )+}
        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                $crate::kit::World::run_on_postgres(super::$behaviour).await;
            }
        )+}
    };
}

pub(crate) use on_both;
