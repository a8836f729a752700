/** A self-signed certificate for localhost, valid from 2020 to 2120, and its key. For tests only; nothing trusts it. */
export const certificate = `
-----BEGIN CERTIFICATE-----
MIIBeTCCASCgAwIBAgIUAWl8tR4pwpOtY6ZspdOSJasXoI8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASZdzlQRUxoBqxddpYT/wjLmXSLh9WlErcTb8JtFdsEVSNikegZijtK
9BcEPhsyimyCRAj8vOfMzjdiYtitNsl9o04wTDAaBgNVHREEEzARgglsb2NhbGhv
c3SHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUYTF34IDxGotP1dF7
uGCTx++9fD4wCgYIKoZIzj0EAwIDRwAwRAIgFlzI+yvtD1wuKC1h9KgAE+R9cTsA
IGCd0h3tmQYjpm8CIDuU2dG+Y1YTGCU5kBBieXU0NpCcgtPlg7huz1POZee+
-----END CERTIFICATE-----
`.trimStart();

export const privateKey = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgm7ICeNG2rpDoloH/
BxnkEkgc9R/ioPQd/wlSE1kUqZahRANCAASZdzlQRUxoBqxddpYT/wjLmXSLh9Wl
ErcTb8JtFdsEVSNikegZijtK9BcEPhsyimyCRAj8vOfMzjdiYtitNsl9
-----END PRIVATE KEY-----
`.trimStart();
