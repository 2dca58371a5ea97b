//! `kill -9` while a request is under way. Its answer may be lost;
//! the person reloads, and neither a page nor a token that was given out before is.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    time::Duration,
};

use crate::kit::{Answer, Form, Journey, Post, Server, Setup, Tokens, World, on_both};

on_both!(
    the_walk_goes_on_after_a_kill_within_every_step,
    a_browser_that_never_got_its_session_signs_in_once_more,
    t_40_a_planted_cookie_gains_nothing_by_its_victims_proof,
);

const ADA: &str = "ada@example.com";

struct Walk {
    server: Server,
    journey: Journey,
    cut: Cut,
    email: String,
    /// In which steps the answer was lost, and how.
    lost: BTreeMap<&'static str, BTreeSet<Cut>>,
}

/// When the server is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cut {
    /// So many microseconds after the request was begun; its answer may be faster.
    Within(u64),
    /// When everything is done and the answer given, which does not arrive.
    AfterTheWork,
}

/// Sooner than any answer comes; after the work, the worst moment; and in between.
const CUTS: [Cut; 6] = [
    Cut::Within(200),
    Cut::Within(1_000),
    Cut::Within(3_000),
    Cut::Within(10_000),
    Cut::Within(30_000),
    Cut::AfterTheWork,
];

const STEPS: [&str; 8] = [
    "authorize",
    "send the code",
    "verify the code",
    "register",
    "single sign-on",
    "redeem",
    "refresh",
    "sign out",
];

impl Walk {
    /// Kills while `request` is under way; when its answer was lost, `again` is asked.
    async fn step<T, F: Future<Output = Option<T>>>(
        &mut self,
        name: &'static str,
        request: impl FnOnce(Journey) -> F,
    ) -> Option<T> {
        let request = request(self.journey.clone());
        let answer = match self.cut {
            Cut::Within(micros) => {
                let delay = Duration::from_micros(micros);
                self.server.kill_during(delay, request).await
            }
            Cut::AfterTheWork => {
                assert!(request.await.is_some(), "{name}: no answer");
                self.server.kill_and_restart().await;
                None
            }
        };
        if answer.is_none() {
            self.lost.entry(name).or_default().insert(self.cut);
        }
        answer
    }

    async fn get(&mut self, name: &'static str, target: &str) -> Answer {
        let cut = self.step(name, |j| async move {
            let mut browser = j.browser;
            let answer = browser.try_get(target).await;
            answer.map(|answer| (browser, answer))
        });
        match cut.await {
            Some((browser, answer)) => {
                self.journey.browser = browser;
                answer
            }
            None => self.journey.browser.get(target).await,
        }
    }

    async fn submit(&mut self, name: &'static str, form: &Form) -> Answer {
        let cut = self.step(name, |j| async move {
            let mut browser = j.browser;
            let answer = browser.try_submit(form).await;
            answer.map(|answer| (browser, answer))
        });
        match cut.await {
            Some((browser, answer)) => {
                self.journey.browser = browser;
                answer
            }
            None => self.journey.browser.submit(form).await,
        }
    }

    /// To the page that asks for the code, with a mail for it.
    async fn ask(&mut self, page: &Answer) -> (Answer, String) {
        let former = self.mails().await;
        let form = page.form(0).with("email", &self.email);
        let asked = self.submit("send the code", &form).await;
        let page = self.journey.browser.follow(asked).await;
        assert!(page.asks_for("code"), "{} {}", page.status, page.body);
        // A lost answer may have left a mail of its own: the code that counts is the newest one.
        let sent = "select count(*) from deliveries where state = 'waiting'";
        let browser = self.journey.browser.clone();
        self.journey.post.code(&browser, &self.email, former).await;
        while self.server.world.database.number(sent).await > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let code = self.journey.post.code(&browser, &self.email, former).await;
        (page, code)
    }

    async fn mails(&self) -> usize {
        let browser = &self.journey.browser;
        self.journey.post.codes(browser, &self.email).await.len()
    }

    /// From the authorization request to a code at the callback.
    async fn sign_in(&mut self) -> String {
        for _ in 0..3 {
            let answer = self.attempt().await;
            if answer.status == 303 {
                return answer.parameter("code").expect("a code");
            }
        }
        panic!("never arrived");
    }

    /// Ends at the callback, or at a page with which a sign-in begins or ends.
    async fn attempt(&mut self) -> Answer {
        let request = self.journey.shop.request();
        let begun = self.get("authorize", &request).await;
        let page = self.journey.browser.follow(begun).await;
        if page.status == 303 {
            return page;
        }
        let (page, code) = self.ask(&page).await;
        let form = page.form(0).with("code", &code);
        let proven = self.submit("verify the code", &form).await;
        let mut answer = self.journey.browser.follow(proven).await;
        if answer.asks_for("email") {
            // The session was made and its cookie lost: once more, and nothing stands in the way.
            let former = self.mails().await;
            let email = self.email.clone();
            let page = self.journey.ask_for_code(&answer, &email).await;
            answer = self.journey.type_code(&page, &email, former).await;
        }
        if answer.status != 200 {
            return answer;
        }
        assert!(answer.asks_for("csrf"), "stuck at {}", answer.body);
        let created = self.submit("register", &answer.form(0)).await;
        self.journey.browser.follow(created).await
    }

    /// A code again, for a browser that is signed in.
    async fn code(&mut self) -> String {
        let request = self.journey.shop.request();
        let answer = self.get("single sign-on", &request).await;
        answer.parameter("code").expect("single sign-on")
    }

    async fn redeem(&mut self, code: &str) -> Tokens {
        let cut = self.step("redeem", |j| async move { j.shop.try_redeem(code).await });
        let answer = match cut.await {
            Some(answer) => answer,
            None => self.journey.shop.redeem(code).await,
        };
        if answer.status == 200 {
            return Tokens::of(&answer);
        }
        // Redeemed, and the answer lost: a replay. The shop sends the browser once more.
        assert_eq!(answer.json()["error"], "invalid_grant");
        let answer = self.journey.browser.get(&self.journey.shop.request()).await;
        let code = answer.parameter("code").expect("single sign-on");
        Tokens::of(&self.journey.shop.redeem(&code).await)
    }

    async fn refresh(&mut self, token: &str) -> Tokens {
        let cut = self.step(
            "refresh",
            |j| async move { j.shop.try_refresh(token).await },
        );
        let answered = cut.await.map(|answer| Tokens::of(&answer));
        // Answered or not, rotated or not: the old token gets one and the same successor.
        let again = Tokens::of(&self.journey.shop.refresh(token).await);
        if let Some(answered) = answered {
            assert_eq!(answered.refresh, again.refresh);
        }
        again
    }
}

async fn the_walk_goes_on_after_a_kill_within_every_step(world: World) {
    let server = world.server(Setup::dev()).await;
    let mut walk = Walk {
        journey: Journey::new(server.browser(), Post::Mailbox),
        server,
        cut: Cut::AfterTheWork,
        email: String::new(),
        lost: BTreeMap::new(),
    };
    for (number, cut) in CUTS.into_iter().enumerate() {
        walk.cut = cut;
        walk.email = format!("ada{number}@example.com");
        world.witness.saw(&walk.email);
        walk.sign_in().await;
        let code = walk.code().await;
        let tokens = walk.redeem(&code).await;
        let fresh = walk.refresh(tokens.refresh()).await;
        let claims = walk.journey.shop.userinfo(&fresh.access).await.json();
        assert_eq!(claims["email"], walk.email);
        let back = "https://shop.example/";
        let sign_out = walk.journey.shop.end_session(fresh.id(), back);
        let out = walk.get("sign out", &sign_out).await;
        assert_eq!(out.location(), back);
        // Whatever was cut: signed out is signed out.
        let again = walk.journey.shop.request();
        let page = walk.journey.browser.visit(&again).await;
        assert!(page.asks_for("email"), "still signed in: {}", page.body);
    }
    for step in STEPS {
        let lost = walk.lost.get(step).cloned().unwrap_or_default();
        let within = lost.iter().any(|cut| matches!(cut, Cut::Within(_)));
        assert!(within, "{step}: never cut while it was under way");
        assert!(lost.contains(&Cut::AfterTheWork), "{step}: never cut after");
    }
    let walks = i64::try_from(CUTS.len()).unwrap();
    assert_eq!(world.database.events("user.registered").await, walks);
}

/// The worst moment there is: the session stands in the database, and its cookie never arrived.
async fn a_browser_that_never_got_its_session_signs_in_once_more(world: World) {
    let mut server = world.server(Setup::dev()).await;
    let mut journey = Journey::new(server.browser(), Post::Mailbox);
    let code = journey.sign_in(ADA).await;
    let tokens = Tokens::of(&journey.shop.redeem(&code).await);
    journey.sign_out(&tokens).await;

    let page = journey.browser.visit(&journey.shop.request()).await;
    let page = journey.ask_for_code(&page, ADA).await;
    let code = journey.post.code(&journey.browser, ADA, 1).await;
    let form = page.form(0).with("code", &code);
    let mut unheard = journey.browser.clone();
    assert_eq!(unheard.submit(&form).await.status, 303);
    server.kill_and_restart().await;

    // Reload: no circle, and no error, but the page a sign-in begins with.
    let answer = journey.browser.submit(&form).await;
    let page = journey.browser.follow(answer).await;
    assert!(page.asks_for("email"), "{} {}", page.status, page.body);
    let page = journey.ask_for_code(&page, ADA).await;
    let answer = journey.type_code(&page, ADA, 2).await;
    let code = journey.arrive(answer).await;
    assert_eq!(journey.shop.redeem(&code).await.status, 200);
    // The address of the page that was open leads on, too.
    let back = journey.browser.get(&form.action).await;
    journey.browser.follow(back).await;
}

/// Why it needs another code: whoever planted the cookie would arrive without one.
async fn t_40_a_planted_cookie_gains_nothing_by_its_victims_proof(world: World) {
    let server = world.server(Setup::dev()).await;
    let mut victim = Journey::new(server.browser(), Post::Mailbox);
    let code = victim.sign_in(ADA).await;
    let tokens = Tokens::of(&victim.shop.redeem(&code).await);
    victim.sign_out(&tokens).await;

    let page = victim.browser.visit(&victim.shop.request()).await;
    let page = victim.ask_for_code(&page, ADA).await;
    let mut attacker = victim.browser.clone();
    let code = victim.post.code(&victim.browser, ADA, 1).await;
    let mut form = page.form(0).with("code", &code);
    assert_eq!(victim.browser.submit(&form).await.status, 303);
    for path in [
        "/register/account-exists",
        "/sign-in/no-account",
        &form.action.clone(),
    ] {
        path.clone_into(&mut form.action);
        let answer = attacker.submit(&form).await;
        attacker.follow(answer).await;
        let names = attacker.cookie_names();
        assert!(
            names.iter().all(|name| !name.starts_with("signet_session")),
            "{path}: {names:?}"
        );
    }
}
