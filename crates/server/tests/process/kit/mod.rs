//! What every test stands on: the `signet` program itself, started, killed and started again; a
//! browser; a relying party; a mail provider that misbehaves when told to; and a witness that
//! reads everything the program ever printed.

mod answer;
mod browser;
mod database;
mod journey;
mod mailgun;
mod nginx;
mod ports;
mod post;
mod proxy;
mod relying_party;
mod server;
mod witness;
mod world;

pub(crate) use answer::{Answer, Form};
pub(crate) use browser::Browser;
pub(crate) use journey::Journey;
pub(crate) use mailgun::{Heard, Mailgun, Reply};
pub(crate) use nginx::{Nginx, readme_location, readme_server};
pub(crate) use ports::free_port;
pub(crate) use post::Post;
pub(crate) use proxy::{Prefix, Proxy};
pub(crate) use relying_party::{RelyingParty, Tokens};
pub(crate) use server::{Kind, Server, Setup};
pub(crate) use world::World;

/// Makes a test of each behaviour on each database. The program is a process of its own, so a
/// test may hold its thread while it waits for one to end.
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
