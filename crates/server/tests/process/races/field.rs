//! Where a race is run: the servers, and the fifty that ask them at once.

use std::{future::Future, process::Output};

use futures_util::{StreamExt, stream::FuturesUnordered};

use crate::kit::{
    Answer, Browser, Journey, Post, RelyingParty, Server, Setup, World, free_port, registered,
};

/// How many ask at once, or how many commands run.
pub(super) const MANY: usize = 50;

/// The clock of the second server is ahead by so many seconds.
const AHEAD: u32 = 2;

/// Nobody is held back here; and an application that is somebody else's.
const TABLES: &str = r#"
[[applications]]
id = "club"
name = "Reading club"
kind = "traditional"
third_party = true
secret = "club-secret-0123456789-012345678"
redirect_uris = ["https://club.example/callback"]

[limits]
pages_per_ip = "100000/1m"
forms_per_ip = "100000/1m"
"#;

pub(super) struct Field {
    pub(super) world: World,
    pub(super) servers: Vec<Server>,
}

impl Field {
    pub(super) async fn open(world: World, servers: u32) -> Self {
        let setup = Setup::dev().and(TABLES);
        let setup = setup.at(&format!("http://localhost:{}", free_port()));
        let mut servers: Vec<_> = (0..servers)
            .map(|number| setup.clone().ahead(number * AHEAD))
            .map(|setup| world.server_that_is_down(setup))
            .collect();
        servers.iter_mut().for_each(Server::spawn);
        for server in &mut servers {
            server.ready().await;
        }
        Self { world, servers }
    }

    pub(super) fn browser(&self) -> Browser {
        self.servers[0].browser()
    }

    /// Somebody in the shop of the first server.
    pub(super) fn journey(&self) -> Journey {
        Journey::new(self.browser(), Post::Mailbox)
    }

    /// Somebody else's application.
    pub(super) fn club(&self) -> RelyingParty {
        let secret = "club-secret-0123456789-012345678";
        let uri = "https://club.example/callback";
        registered(&self.browser(), "club", secret, uri)
    }

    /// Where each server is.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.servers.iter().map(Server::address).collect()
    }

    /// All ask at once, each server in turn.
    pub(super) async fn fifty<F>(&self, ask: impl Fn(String) -> F) -> Vec<Answer>
    where
        F: Future<Output = Option<Answer>> + Send + 'static,
    {
        let mut asked = self.ask(ask);
        let mut answers = Vec::with_capacity(MANY);
        while let Some(answer) = asked.next().await {
            answers.push(answer.unwrap().expect("nobody was killed"));
        }
        answers
    }

    /// The same, and the first server is killed when the first answer has come. The answers that
    /// came; the server runs again.
    pub(super) async fn fifty_across_a_kill<F>(&mut self, ask: impl Fn(String) -> F) -> Vec<Answer>
    where
        F: Future<Output = Option<Answer>> + Send + 'static,
    {
        let mut asked = self.ask(ask);
        let first = asked.next().await.unwrap().unwrap();
        let mut answers = vec![first.expect("somebody is answered")];
        self.servers[0].kill();
        while let Some(answer) = asked.next().await {
            answers.extend(answer.unwrap());
        }
        self.servers[0].start().await;
        answers
    }

    fn ask<F>(
        &self,
        ask: impl Fn(String) -> F,
    ) -> FuturesUnordered<tokio::task::JoinHandle<Option<Answer>>>
    where
        F: Future<Output = Option<Answer>> + Send + 'static,
    {
        let addresses = self.addresses();
        let places = addresses.iter().cycle().take(MANY);
        places
            .map(|address| tokio::spawn(ask(address.clone())))
            .collect()
    }

    /// Runs a command so often at once, beside each server in turn.
    pub(super) fn commands(
        &self,
        count: usize,
        arguments: &[&str],
    ) -> Vec<tokio::task::JoinHandle<Output>> {
        let beside = self.servers.iter().cycle().take(count);
        beside
            .map(|server| {
                let mut command = server.command(arguments);
                tokio::task::spawn_blocking(move || command.output().unwrap())
            })
            .collect()
    }
}

/// Makes a test of each race in each setting.
macro_rules! in_every_setting {
    ($($race:ident),+ $(,)?) => {
        mod one_server_on_sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $race() {
                crate::kit::World::run_on_sqlite(async |world| {
                    super::$race($crate::races::field::Field::open(world, 1).await).await;
                }).await;
            }
        )+}
        mod one_server_on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $race() {
                crate::kit::World::run_without_deadlocks(async |world| {
                    super::$race($crate::races::field::Field::open(world, 1).await).await;
                }).await;
            }
        )+}
        mod two_servers_on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $race() {
                crate::kit::World::run_without_deadlocks(async |world| {
                    super::$race($crate::races::field::Field::open(world, 2).await).await;
                }).await;
            }
        )+}
    };
}
pub(super) use in_every_setting;
