//! A browser: keeps cookies, fills in forms, does not follow redirects unless asked to.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};

use super::{Answer, World, answer::Form};

/// From the line a jar alone would make to those that are sent, as octets.
pub(crate) type CookieLines = fn(String) -> Vec<Vec<u8>>;

/// A browser with a cookie jar of its own.
#[derive(Clone)]
pub(crate) struct Browser {
    world: World,
    /// The cookies it holds.
    pub(crate) jar: BTreeMap<String, String>,
    /// The names of those that outlive the browser.
    lasting: BTreeSet<String>,
    /// Headers it sends with every request.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Makes the `Cookie` lines it sends, as octets, from the one its jar alone would make.
    pub(crate) cookie_lines: CookieLines,
}

impl Browser {
    pub(crate) fn new(world: World) -> Self {
        let headers = vec![("accept", "text/html".to_owned())];
        Self {
            world,
            jar: BTreeMap::new(),
            lasting: BTreeSet::new(),
            headers,
            cookie_lines: |own| vec![own.into_bytes()],
        }
    }

    /// The same browser, talking to another node.
    pub(crate) fn at(mut self, world: &World) -> Self {
        self.world = world.clone();
        self
    }

    /// The full name of one of the provider's cookies.
    pub(crate) fn name(&self, base: &str) -> String {
        self.world.app.urls.cookie_name(base)
    }

    /// Closes and opens again: cookies without a lifetime are gone.
    pub(crate) fn reopen(&mut self) {
        let lasting = std::mem::take(&mut self.lasting);
        self.jar.retain(|name, _| lasting.contains(name));
        self.lasting = lasting;
    }

    /// Sends one more header with every request.
    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) async fn get(&mut self, target: &str) -> Answer {
        let request = Request::get(target).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, target: &str, body: String) -> Answer {
        let request = Request::post(target)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, self.world.app.urls.origin())
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form.
    pub(crate) async fn submit(&mut self, form: &Form) -> Answer {
        self.post(&form.action, form.body()).await
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !self.jar.is_empty() {
            let pairs: Vec<String> = self.jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
            for line in (self.cookie_lines)(pairs.join("; ")) {
                let line = HeaderValue::from_bytes(&line).unwrap();
                request.headers_mut().append(header::COOKIE, line);
            }
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let answer = self.world.send(request).await;
        for line in answer.cookies() {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
                if line.contains("Max-Age=") {
                    self.lasting.insert(name.to_owned());
                } else {
                    self.lasting.remove(name);
                }
            }
        }
        answer
    }

    /// Follows redirects within the provider; stops at a page or at an address elsewhere.
    pub(crate) async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            if answer.status != 303 || !answer.location().starts_with('/') {
                return answer;
            }
            let target = answer.location().to_owned();
            answer = self.get(&target).await;
        }
        panic!("redirected in a circle: {}", answer.location());
    }

    /// Opens an address and follows.
    pub(crate) async fn visit(&mut self, target: &str) -> Answer {
        let answer = self.get(target).await;
        self.follow(answer).await
    }

    /// From the page that asks for an address to the code page.
    pub(crate) async fn ask_for_code(&mut self, page: &Answer, email: &str) -> Answer {
        let answer = self.submit(&page.form(0).with("email", email)).await;
        self.follow(answer).await
    }

    /// Types a code on the code page; the answer is where that leads.
    pub(crate) async fn type_code(&mut self, page: &Answer, code: &str) -> Answer {
        let answer = self.submit(&page.form(0).with("code", code)).await;
        self.follow(answer).await
    }

    /// Signs up or in with an address, starting at an authorization request; ends at the callback.
    pub(crate) async fn sign_in(&mut self, request: &str, email: &str) -> Answer {
        let page = self.visit(request).await;
        let page = self.ask_for_code(&page, email).await;
        let code = self.world.code(email).await;
        let answer = self.type_code(&page, &code).await;
        if answer.status == 303 {
            return answer;
        }
        // No account yet, or one already: one button, no second code.
        let answer = self.submit(&answer.form(0)).await;
        self.follow(answer).await
    }
}
