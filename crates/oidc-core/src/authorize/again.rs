//! The address of a request that was kept, verified again before it is answered.

use crate::{
    authorize::{
        callback::{Callback, CallbackError},
        request::AuthorizationRequest,
    },
    client::Client,
};

impl Callback {
    /// The address of a request that was checked before, compared with the client as it is now: an
    /// address that was taken from it in the meantime gets no answer any more, not even a refusal.
    ///
    /// # Errors
    /// [`CallbackError::DisabledClient`] and [`CallbackError::Mismatch`].
    pub fn again(request: &AuthorizationRequest, client: &Client) -> Result<Self, CallbackError> {
        let state = request.state.as_deref();
        let given = request.redirect_uri_given;
        Self::kept(&request.redirect_uri, given, state, client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorize::request::tests::request,
        client::{ClientKind, tests::client},
    };

    #[test]
    fn an_address_that_was_taken_from_the_client_gets_no_answer_any_more() {
        let uris = ["https://rp.example/a", "https://rp.example/b"];
        let mut native = client(ClientKind::Traditional, &uris);
        let mut request = request("state=s&redirect_uri=https://rp.example/cb");
        request.redirect_uri = uris[0].to_owned();
        let callback = Callback::again(&request, &native).unwrap();
        assert_eq!(
            callback.success("c", "i"),
            "https://rp.example/a?code=c&state=s&iss=i"
        );
        native.redirect_uris.remove(0);
        assert!(matches!(
            Callback::again(&request, &native),
            Err(CallbackError::Mismatch { .. })
        ));
        request.redirect_uri = uris[1].to_owned();
        assert!(Callback::again(&request, &native).is_ok());
        native.disabled = true;
        let refused = Callback::again(&request, &native);
        assert_eq!(refused, Err(CallbackError::DisabledClient));
    }
}
