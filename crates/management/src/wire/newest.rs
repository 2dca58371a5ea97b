//! Lists that are read from the newest item on: `before` names the item after which a page begins, and
//! `Link` the page after it (RFC 8288). Items that come in the meantime move no page.

use std::{fmt::Display, str::FromStr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    error::ApiError,
    json::json,
    page::{USUAL, number},
    query::Query,
};
use crate::state::Management;

/// The parameter that says where a page begins.
const BEFORE: &str = "before";

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    size: u32,
    /// The address of the list, whole and without its query.
    address: String,
    query: Query,
}

impl FromRequestParts<Management> for Newest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, ApiError> {
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        Ok(Self {
            size: number(&query, "page_size")?.unwrap_or(USUAL),
            address: api.address_of(parts.uri.path()),
            query,
        })
    }
}

impl Newest {
    /// How many items it has at most.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// What it is narrowed by.
    pub const fn query(&self) -> &Query {
        &self.query
    }

    /// The item after which it begins.
    ///
    /// # Errors
    /// `guard.invalid_input` when that is no id.
    pub fn before<T: FromStr>(&self) -> Result<Option<T>, ApiError> {
        let parsed = self.query.one(BEFORE)?.map(str::parse).transpose();
        parsed.map_err(|_| ApiError::invalid(BEFORE, "must be the id of an item of this list"))
    }

    /// These items, and after which one the next page begins, if there is one.
    pub fn of<T>(self, items: Vec<T>, next: Option<impl Display>) -> NewestOf<T> {
        let link = next.map(|next| {
            let mut pairs = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in self.query.iter().filter(|(name, _)| *name != BEFORE) {
                pairs.append_pair(name, value);
            }
            pairs.append_pair(BEFORE, &next.to_string());
            format!("<{}?{}>; rel=\"next\"", self.address, pairs.finish())
        });
        NewestOf { items, link }
    }
}

/// A part of a list.
#[derive(Debug)]
pub struct NewestOf<T> {
    items: Vec<T>,
    link: Option<String>,
}

impl<T: Serialize> IntoResponse for NewestOf<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::OK, &self.items);
        let link = self.link.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(link)) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
