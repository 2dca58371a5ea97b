//! Lists in pages: `page` and `page_size`, `Total-Number` and `Link` (RFC 8288).

use axum::{
    extract::FromRequestParts,
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{code::Code, error::ApiError, json::json, query::Query};
use crate::state::Management;

/// How many items there are in all pages.
pub(super) const TOTAL_NUMBER: HeaderName = HeaderName::from_static("total-number");

/// That there are more than these.
const IS_CAPPED: HeaderName = HeaderName::from_static("total-number-is-capped");

/// Items of a page when nothing else is said.
pub(super) const USUAL: u32 = 20;
/// Items of the largest page.
const LARGEST: u32 = 100;

/// Which page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    number: u32,
    size: u32,
    /// The address of the list, whole and without its query.
    address: String,
    query: Query,
}

/// The page of a list that is answered whole when none is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybePage(Option<Page>);

impl FromRequestParts<Management> for MaybePage {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, ApiError> {
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let (number, size) = (number(&query, "page")?, number(&query, "page_size")?);
        let is_asked_for = number.is_some() || size.is_some();
        Ok(Self(is_asked_for.then(|| Page {
            number: number.unwrap_or(1),
            size: size.unwrap_or(USUAL),
            address: api.address_of(parts.uri.path()),
            query,
        })))
    }
}

impl FromRequestParts<Management> for Page {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, ApiError> {
        let asked = MaybePage::from_request_parts(parts, api).await?;
        Ok(asked.0.unwrap_or_else(|| Self {
            number: 1,
            size: USUAL,
            address: api.address_of(parts.uri.path()),
            query: Query::parse(parts.uri.query().unwrap_or_default()),
        }))
    }
}

pub(super) fn number(query: &Query, name: &str) -> Result<Option<u32>, ApiError> {
    let refuse = || ApiError::new(Code::InvalidPagination);
    let Some(text) = query.one(name).map_err(|_| refuse())? else {
        return Ok(None);
    };
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_plain).ok_or_else(refuse)?;
    let most = if name == "page" { u32::MAX } else { LARGEST };
    if (1..=most).contains(&number) {
        Ok(Some(number))
    } else {
        Err(refuse())
    }
}

impl Page {
    /// How many items come before it.
    pub fn offset(&self) -> u64 {
        u64::from(self.number - 1) * u64::from(self.size)
    }

    /// How many items it has at most.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// Of all items, those of this page.
    pub fn slice<T>(self, all: Vec<T>) -> Paged<T> {
        let total = all.len() as u64;
        let skipped = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let items = all.into_iter().skip(skipped).take(self.size as usize);
        Paged {
            items: items.collect(),
            total: Total::Exactly(total),
            page: Some(self),
        }
    }

    /// A page whose items were found one by one.
    pub const fn of<T>(self, items: Vec<T>, total: u64) -> Paged<T> {
        self.of_total(items, Total::Exactly(total))
    }

    /// The same where counting may have ended before all were counted.
    pub const fn of_total<T>(self, items: Vec<T>, total: Total) -> Paged<T> {
        Paged {
            items,
            total,
            page: Some(self),
        }
    }

    /// `<…?page=2>; rel="next"`, and the others there are. Pages end with what was counted. Where
    /// counting ended before all were, no page is called the last.
    fn links(&self, total: Total) -> String {
        let number = u64::from(self.number);
        let last = total.number().div_ceil(u64::from(self.size)).max(1);
        let mut links = vec![self.link(1, "first")];
        if number > 1 {
            links.push(self.link(last.min(number - 1), "prev"));
        }
        if number < last {
            links.push(self.link(number + 1, "next"));
        }
        if matches!(total, Total::Exactly(_)) {
            links.push(self.link(last, "last"));
        }
        links.join(", ")
    }

    fn link(&self, number: u64, relation: &str) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.query.iter().filter(|(name, _)| *name != "page") {
            pairs.append_pair(name, value);
        }
        pairs.append_pair("page", &number.to_string());
        format!("<{}?{}>; rel=\"{relation}\"", self.address, pairs.finish())
    }
}

impl MaybePage {
    /// How many items come before it.
    pub fn offset(&self) -> u64 {
        self.0.as_ref().map_or(0, Page::offset)
    }

    /// How many items it has at most, if it has a bound.
    pub fn size(&self) -> Option<u32> {
        self.0.as_ref().map(Page::size)
    }

    /// A page whose items were found one by one.
    pub fn of<T>(self, items: Vec<T>, total: u64) -> Paged<T> {
        Paged {
            items,
            total: Total::Exactly(total),
            page: self.0,
        }
    }

    /// Of all items, those of the page, or all.
    pub fn slice<T>(self, all: Vec<T>) -> Paged<T> {
        match self.0 {
            Some(page) => page.slice(all),
            None => Paged {
                total: Total::Exactly(all.len() as u64),
                items: all,
                page: None,
            },
        }
    }
}

/// How many items there are on all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(u64),
    /// So many were counted, and there are more.
    AtLeast(u64),
}

impl Total {
    const fn number(self) -> u64 {
        match self {
            Self::Exactly(number) | Self::AtLeast(number) => number,
        }
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct Paged<T> {
    items: Vec<T>,
    total: Total,
    page: Option<Page>,
}

impl<T> Paged<T> {
    /// Its items, and the page to put others into in their place.
    pub fn take(self) -> (Vec<T>, Paged<std::convert::Infallible>) {
        let rest = Paged {
            items: Vec::new(),
            total: self.total,
            page: self.page,
        };
        (self.items, rest)
    }

    /// The same page with these items.
    pub fn with<U>(self, items: Vec<U>) -> Paged<U> {
        Paged {
            items,
            total: self.total,
            page: self.page,
        }
    }

    /// The same page of what the items are shown as.
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            items: self.items.into_iter().map(show).collect(),
            total: self.total,
            page: self.page,
        }
    }
}

impl<T: Serialize> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::OK, &self.items);
        let Some(page) = self.page else {
            return response;
        };
        let headers = response.headers_mut();
        headers.insert(TOTAL_NUMBER, HeaderValue::from(self.total.number()));
        if matches!(self.total, Total::AtLeast(_)) {
            headers.insert(IS_CAPPED, HeaderValue::from_static("true"));
        }
        if let Ok(links) = HeaderValue::from_str(&page.links(self.total)) {
            headers.insert(header::LINK, links);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32, size: u32, query: &str) -> Page {
        Page {
            number,
            size,
            address: "https://id.example/api/roles".to_owned(),
            query: Query::parse(query),
        }
    }

    #[test]
    fn a_page_is_a_whole_number_and_no_page_is_larger_than_a_hundred() {
        let read = |text: &str, name| number(&Query::parse(text), name).map_err(drop);
        assert_eq!(read("page=3", "page"), Ok(Some(3)));
        assert_eq!(read("page_size=100", "page_size"), Ok(Some(100)));
        assert_eq!(read("page=", "page"), Ok(None));
        for bad in [
            "page=0",
            "page=-1",
            "page=1.5",
            "page=x",
            "page=+1",
            "page=1&page=2",
        ] {
            assert_eq!(read(bad, "page"), Err(()), "{bad}");
        }
        assert_eq!(read("page_size=101", "page_size"), Err(()));
    }

    #[test]
    fn the_links_lead_to_the_pages_around_with_everything_else_that_was_asked() {
        let links = page(2, 20, "search=%25a%25&page=2&types=A&types=B").links(Total::Exactly(45));
        let at =
            |n| format!("<https://id.example/api/roles?search=%25a%25&types=A&types=B&page={n}>");
        let want = [(1, "first"), (1, "prev"), (3, "next"), (3, "last")];
        let want = want.map(|(n, relation)| format!("{}; rel=\"{relation}\"", at(n)));
        assert_eq!(links, want.join(", "));
    }

    #[test]
    fn a_list_of_nothing_has_one_page_and_what_is_past_the_end_leads_back() {
        assert!(!page(1, 20, "").links(Total::Exactly(0)).contains("next"));
        let past = page(9, 20, "").links(Total::Exactly(45));
        assert!(past.contains("page=3>; rel=\"prev\"") && !past.contains("next"));
        let paged = page(9, 20, "").slice((0..45).collect());
        assert_eq!((paged.items.len(), paged.total), (0, Total::Exactly(45)));
        let last = page(3, 20, "").slice((0..45).collect());
        assert_eq!(last.items, [40, 41, 42, 43, 44]);
    }

    #[test]
    fn where_counting_has_ended_no_page_is_the_last_and_none_follows_what_was_counted() {
        let (inner, rest) = (page(1, 20, ""), page(2, 20, ""));
        // Whatever could be read of the page: there are as many as were counted.
        let links = inner.links(Total::AtLeast(40));
        assert!(links.contains("page=2>; rel=\"next\"") && !links.contains("last"));
        let links = rest.links(Total::AtLeast(40));
        assert!(links.contains("page=1>; rel=\"prev\"") && !links.contains("next"));
        let past = page(4_000_000_000, 100, "").links(Total::AtLeast(40));
        assert!(past.contains("page=1>; rel=\"prev\"") && !past.contains("next"));
        let answer = inner.of_total(vec![1], Total::AtLeast(40)).into_response();
        assert_eq!(answer.headers()[IS_CAPPED], "true");
        let answer = rest.of(vec![1], 40).into_response();
        assert!(!answer.headers().contains_key(IS_CAPPED));
    }
}
