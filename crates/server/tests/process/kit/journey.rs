//! A person's way from a shop's button to being signed in, and out again.

use super::{Answer, Browser, RelyingParty, Tokens, post::Post, relying_party::relying_party};

#[derive(Debug, Clone)]
pub(crate) struct Journey {
    pub(crate) browser: Browser,
    pub(crate) shop: RelyingParty,
    pub(crate) post: Post,
}

impl Journey {
    /// In the shop of this browser's provider.
    pub(crate) fn new(browser: Browser, post: Post) -> Self {
        let shop = relying_party(&browser, "shop");
        Self {
            browser,
            shop,
            post,
        }
    }

    /// From the page that asks for an address to the one that asks for the code.
    pub(crate) async fn ask_for_code(&mut self, page: &Answer, email: &str) -> Answer {
        self.browser.net.witness.saw(email);
        self.browser.ask_for_code(page, email).await
    }

    /// Types the code of the newest mail; ends where that leads.
    pub(crate) async fn type_code(&mut self, page: &Answer, email: &str, former: usize) -> Answer {
        let code = self.post.code(&self.browser, email, former).await;
        self.browser.type_code(page, &code).await
    }

    /// Signs up or in; ends at the shop's callback with a code.
    pub(crate) async fn sign_in(&mut self, email: &str) -> String {
        let former = self.post.codes(&self.browser, email).await.len();
        let page = self.browser.visit(&self.shop.request()).await;
        let page = self.ask_for_code(&page, email).await;
        assert!(page.asks_for("code"), "{} {}", page.status, page.body);
        let answer = self.type_code(&page, email, former).await;
        self.arrive(answer).await
    }

    /// Past the page for those without an account, to the shop's callback.
    pub(crate) async fn arrive(&mut self, mut answer: Answer) -> String {
        if answer.status != 303 {
            answer = self.browser.submit(&answer.form(0)).await;
            answer = self.browser.follow(answer).await;
        }
        let location = answer.location();
        assert!(location.starts_with(self.shop.redirect_uri), "{location}");
        answer.parameter("code").expect("a code")
    }

    /// The whole walk: up, in, tokens, who it is, refreshed, out.
    pub(crate) async fn whole(&mut self, email: &str) {
        for round in 0..2 {
            let code = self.sign_in(email).await;
            let tokens = Tokens::of(&self.shop.redeem(&code).await);
            let claims = self.shop.userinfo(&tokens.access).await.json();
            assert_eq!(claims["email"], email, "round {round}");
            let fresh = Tokens::of(&self.shop.refresh(tokens.refresh()).await);
            assert_ne!(fresh.refresh(), tokens.refresh());
            assert_eq!(self.shop.userinfo(&fresh.access).await.status, 200);
            self.sign_out(&fresh).await;
        }
    }

    /// Signs out; the next visit asks for an address again.
    pub(crate) async fn sign_out(&mut self, tokens: &Tokens) {
        let back = "https://shop.example/";
        let sign_out = self.shop.end_session(tokens.id(), back);
        assert_eq!(self.browser.get(&sign_out).await.location(), back);
        let page = self.browser.visit(&self.shop.request()).await;
        assert!(page.asks_for("email"), "still signed in: {}", page.body);
    }
}
