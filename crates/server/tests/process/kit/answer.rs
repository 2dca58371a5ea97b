//! An answer, read to its end.

use reqwest::{
    Response, StatusCode,
    header::{self, HeaderMap},
};
use scraper::{Html, Selector};

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
    /// Fills in a field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As it is sent.
    pub(crate) fn body(&self) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.fields).finish()
    }
}

impl Answer {
    /// None when the connection broke off.
    pub(crate) async fn read(response: Response) -> Option<Self> {
        Some(Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.ok()?,
        })
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// A parameter of the address a redirect leads to.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let location = url::Url::parse("http://localhost").unwrap();
        let location = location.join(self.location()).unwrap();
        let found = location.query_pairs().find(|(n, _)| n == name);
        found.map(|(_, value)| value.into_owned())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The first form of the page: its primary action.
    pub(crate) fn form(&self) -> Form {
        let page = Html::parse_document(&self.body);
        let (forms, inputs) = (
            Selector::parse("form").unwrap(),
            Selector::parse("input[name]").unwrap(),
        );
        let form = page.select(&forms).next();
        let form = form.unwrap_or_else(|| panic!("no form: {} {}", self.status, self.body));
        let text =
            |name, input: &scraper::ElementRef<'_>| input.attr(name).unwrap_or_default().to_owned();
        let inputs = form.select(&inputs);
        Form {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: inputs
                .map(|i| (text("name", &i), text("value", &i)))
                .collect(),
        }
    }

    /// Whether the page's first form has this field.
    pub(crate) fn asks_for(&self, field: &str) -> bool {
        self.status == 200
            && self.body.contains("<form")
            && self.form().fields.iter().any(|(name, _)| name == field)
    }

    /// All `Set-Cookie` lines.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }
}
