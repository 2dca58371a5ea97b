//! An answer, read to its end.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt;
use scraper::{Html, Selector};

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A form on a page.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Form {
    /// Fills in a field, or adds it.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// Takes a field out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// As it is sent.
    pub(crate) fn body(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Self {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    /// Where a redirect leads; always 303 (T-17).
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// A parameter of the address a redirect leads to.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let location = url::Url::parse("http://localhost:3001")
            .unwrap()
            .join(self.location());
        let location = location.unwrap();
        location
            .query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// A refusal in JSON: the RFC's members and Logto's beside them.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, error: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        let json = self.json();
        assert_eq!(json["error"], error);
        assert_eq!(json["code"], format!("oidc.{error}"));
        assert!(json["error_description"].is_string() && json["message"].is_string());
        assert_eq!(self.header("cache-control"), Some("no-store"));
    }

    /// The nth form of the page.
    pub(crate) fn form(&self, number: usize) -> Form {
        let page = Html::parse_document(&self.body);
        let (forms, inputs) = (
            Selector::parse("form").unwrap(),
            Selector::parse("input[name]").unwrap(),
        );
        let form = page
            .select(&forms)
            .nth(number)
            .unwrap_or_else(|| panic!("no form on the page: {} {}", self.status, self.body));
        Form {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: form
                .select(&inputs)
                .map(|input| {
                    let text = |name| input.attr(name).unwrap_or_default().to_owned();
                    (text("name"), text("value"))
                })
                .collect(),
        }
    }

    /// The heading: the page's single purpose.
    pub(crate) fn heading(&self) -> String {
        let page = Html::parse_document(&self.body);
        let heading = page.select(&Selector::parse("h1").unwrap()).next();
        heading
            .map(|h| h.text().collect::<String>().trim().to_owned())
            .unwrap_or_default()
    }

    /// All `Set-Cookie` lines.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }
}
