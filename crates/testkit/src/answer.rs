//! An answer, read to its end, and the forms of its page.

use http::{HeaderMap, StatusCode, header};
use scraper::{Html, Selector};
use url::Url;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as text.
    pub body: String,
}

/// A form on a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Its fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Fills in a field, or adds it.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut form = self.without(name);
        form.fields.push((name.to_owned(), value.to_owned()));
        form
    }

    /// Takes a field out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// As it is sent.
    pub fn body(&self) -> String {
        encoded(&self.fields)
    }
}

/// Fields as a form or a query holds them.
pub fn encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).finish()
}

impl Answer {
    /// Where a redirect leads; always 303 (T-17).
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// A parameter of the address a redirect leads to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let location = Url::parse("http://localhost").unwrap();
        let location = location.join(self.location()).unwrap();
        let found = location.query_pairs().find(|(n, _)| n == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// A refusal in JSON: the RFC's members and Logto's beside them.
    #[track_caller]
    pub fn refused(&self, status: u16, error: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        let json = self.json();
        assert_eq!(json["error"], error);
        assert_eq!(json["code"], format!("oidc.{error}"));
        assert!(json["message"].is_string());
        // RFC 6749 §5.2.
        let allowed = |byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let description = json["error_description"].as_str().unwrap();
        assert!(description.bytes().all(allowed), "{description}");
        assert_eq!(self.header("cache-control"), Some("no-store"));
    }

    /// The nth form of the page.
    #[track_caller]
    pub fn form(&self, number: usize) -> Form {
        let page = Html::parse_document(&self.body);
        let (forms, inputs) = (selector("form"), selector("input[name]"));
        let form = page.select(&forms).nth(number);
        let form = form.unwrap_or_else(|| panic!("no form: {} {}", self.status, self.body));
        let fields = form.select(&inputs).map(|input| {
            let text = |name| input.attr(name).unwrap_or_default().to_owned();
            (text("name"), text("value"))
        });
        Form {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: fields.collect(),
        }
    }

    /// Whether the page's first form has this field.
    pub fn asks_for(&self, field: &str) -> bool {
        self.status == 200
            && self.body.contains("<form")
            && self.form(0).fields.iter().any(|(name, _)| name == field)
    }

    /// The heading: the page's single purpose.
    pub fn heading(&self) -> String {
        let page = Html::parse_document(&self.body);
        let heading = page.select(&selector("h1")).next();
        heading.map_or_else(String::new, |h| {
            h.text().collect::<String>().trim().to_owned()
        })
    }

    /// The page's text without its markup, so that a test reads like a visitor.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for letter in self.body.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => (),
            }
        }
        text
    }

    /// A visitor reads these words.
    #[track_caller]
    pub fn shows(&self, words: &str) {
        let text = self.text();
        assert!(text.contains(words), "{words:?} is missing in {text}");
    }

    /// These words stand nowhere, not even in the markup.
    #[track_caller]
    pub fn hides(&self, words: &str) {
        assert!(!self.body.contains(words), "{words:?} is in {}", self.body);
    }

    /// All `Set-Cookie` lines.
    pub fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}
