//! The page and the files of the console as they are sent: with gzip to clients that accept it. They hold no
//! secret and nothing of a request, so their packed size gives nothing away.

use std::{
    io::{self, Write as _},
    sync::OnceLock,
};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// A body in both forms; it is packed when it is first wanted so, and once.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    plain: Bytes,
    gzip: OnceLock<Option<Bytes>>,
}

impl Packed {
    pub(super) fn new(plain: Bytes) -> Self {
        Self {
            plain,
            gzip: OnceLock::new(),
        }
    }

    /// As it was put in.
    #[cfg(test)]
    pub(super) fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// None: it would not become smaller, as a picture does not.
    fn gzip(&self) -> Option<&Bytes> {
        let packed = self.gzip.get_or_init(|| {
            let packed = gzip(&self.plain).ok()?;
            (packed.len() < self.plain.len()).then(|| packed.into())
        });
        packed.as_ref()
    }

    /// The answer to a request with these headers.
    pub(super) fn answer(&self, headers: &HeaderMap, content_type: &'static str) -> Response {
        let gzip = accepts_gzip(headers).then(|| self.gzip()).flatten();
        let mut response = gzip.unwrap_or(&self.plain).clone().into_response();
        let told = response.headers_mut();
        if gzip.is_some() {
            told.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        for (name, value) in [
            (header::CONTENT_TYPE, content_type),
            (header::VARY, "accept-encoding"),
        ] {
            told.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(plain)?;
    packer.finish()
}

/// Whether `Accept-Encoding` names gzip, and not to refuse it (RFC 9110 §12.5.3). Whatever else it says, a body
/// that is not packed is always right.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let all = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    let mut codings = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_gzip = name.trim().eq_ignore_ascii_case("gzip");
        let weight = weight.trim().trim_start_matches(['q', 'Q']).trim_start();
        let weight = weight.strip_prefix('=').unwrap_or("1").trim().parse();
        is_gzip && weight.is_ok_and(|weight: f32| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    fn accepting(values: &[&'static str]) -> HeaderMap {
        let values = values.iter().map(|value| HeaderValue::from_static(value));
        values
            .map(|value| (header::ACCEPT_ENCODING, value))
            .collect()
    }

    #[test]
    fn whoever_names_gzip_and_does_not_refuse_it_takes_it() {
        for values in [
            &["gzip"][..],
            &["gzip, deflate, br, zstd"],
            &["br;q=1.0, GZIP;q=0.8"],
            &["br", "gzip ; q=0.001"],
        ] {
            assert!(accepts_gzip(&accepting(values)), "{values:?}");
        }
        for values in [
            &[][..],
            &[""],
            &["identity"],
            &["br"],
            &["gzip;q=0"],
            &["gzip; q=0.000, br"],
            &["gzip;q=x"],
            &["xgzip"],
        ] {
            assert!(!accepts_gzip(&accepting(values)), "{values:?}");
        }
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let text = "import { html } from './lib/html.js';\n".repeat(40);
        let packed = Packed::new(text.clone().into());
        let gzip = packed.gzip().unwrap();
        assert!(gzip.len() < text.len() / 4);
        let mut unpacked = String::new();
        GzDecoder::new(&gzip[..])
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }

    #[test]
    fn what_would_grow_stays_as_it_is() {
        let packed = Packed::new(Bytes::from_static(b"x"));
        let answer = packed.answer(&accepting(&["gzip"]), "image/png");
        assert_eq!(answer.headers().get(header::CONTENT_ENCODING), None);
    }
}
