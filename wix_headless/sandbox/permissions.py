"""
Who may call what, method by method: the one table.

Written from the documentation (sections 9 and 10 of our notes on the wire) and not from the
catalogue's ``identities``, which do not say it. Columns: verb, path, who may call (visitor, member,
app, admin = API key), the permission Wix names, and its error code where it differs.
"""

from __future__ import annotations

from dataclasses import dataclass

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Role

TABLE = """
POST   /site-list/v2/sites/query                     ---K  SITE_LIST.QUERY
GET    /members/v1/members/my                        VMAK  MEMBERS.MEMBER_READ
GET    /members/v1/members                           VMAK  MEMBERS.MEMBER_READ
POST   /members/v1/members                           --AK  MEMBERS.MEMBER_CREATE
POST   /members/v1/members/query                     VMAK  MEMBERS.MEMBER_READ
GET    /members/v1/members/<id>                      VMAK  MEMBERS.MEMBER_READ
PATCH  /members/v1/members/<id>                      -MAK  MEMBERS.MEMBER_UPDATE
DELETE /members/v1/members/<id>                      --AK  MEMBERS.MEMBER_DELETE
DELETE /members/v1/members/my                        -M--  MEMBERS.MEMBER_DELETE
DELETE /members/v1/members/<id>/phones               -MAK  MEMBERS.MEMBER_UPDATE
DELETE /members/v1/members/<id>/emails               -MAK  MEMBERS.MEMBER_UPDATE
DELETE /members/v1/members/<id>/addresses            -MAK  MEMBERS.MEMBER_UPDATE
POST   /members/v1/members/<id>/approve              --AK  MEMBERS.MEMBER_APPROVE
POST   /members/v1/members/<id>/block                --AK  MEMBERS.MEMBER_BLOCK
POST   /members/v1/members/<id>/mute                 --AK  MEMBERS.MEMBER_MUTE
POST   /members/v1/members/<id>/unmute               --AK  MEMBERS.MEMBER_MUTE
POST   /headless/v1/redirect-session                 VM--  WIX_HEADLESS.WIX_URL_CREATE
POST   /_api/redirects-api/v1/redirect-session       VM--  WIX_HEADLESS.WIX_URL_CREATE
POST   /redirect-session/v1/redirect-session         VM--  WIX_HEADLESS.WIX_URL_CREATE
POST   /_api/iam/authentication/v2/register          VM--  IAM.AUTHENTICATION_REGISTER
POST   /iam/authentication/v2/register               VM--  IAM.AUTHENTICATION_REGISTER
POST   /_api/iam/authentication/v2/login             VM--  IAM.AUTHENTICATION_LOGIN
POST   /iam/authentication/v2/login                  VM--  IAM.AUTHENTICATION_LOGIN
POST   /_api/iam/verification/v1/auth/verify         VM--  IAM.VERIFY
POST   /iam/verification/v1/auth/verify              VM--  IAM.VERIFY
POST   /_api/iam/verification/v1/start               VM--  IAM.START
POST   /iam/verification/v1/start                    VM--  IAM.START
POST   /_api/iam/recovery/v1/send-email              VM--  IAM.SEND_RECOVERY_EMAIL
POST   /iam/recovery/v1/send-email                   VM--  IAM.SEND_RECOVERY_EMAIL
POST   /_api/iam/recovery/v1/recover                 VM--  IAM.RECOVER
POST   /iam/recovery/v1/recover                      VM--  IAM.RECOVER
GET    /stores/v3/provision/version                  VMAK  WIX_STORES.CATALOG_VERSION_READ
GET    /stores/v3/products/query                     VMAK  WIX_STORES.PRODUCT_READ
POST   /stores/v3/products/query                     VMAK  WIX_STORES.PRODUCT_READ
GET    /stores/v3/products/search                    VMAK  WIX_STORES.PRODUCT_READ
POST   /stores/v3/products/search                    VMAK  WIX_STORES.PRODUCT_READ
GET    /stores/v3/products/count                     VMAK  WIX_STORES.PRODUCT_READ
POST   /stores/v3/products/count                     VMAK  WIX_STORES.PRODUCT_READ
GET    /stores/v3/products/<id>                      VMAK  WIX_STORES.PRODUCT_READ
GET    /stores/v3/products/slug/<slug>               VMAK  WIX_STORES.PRODUCT_READ
GET    /stores/v1/<path:rest>                        VMAK  WIX_STORES.PRODUCT_READ
POST   /stores/v1/<path:rest>                        VMAK  WIX_STORES.PRODUCT_READ
POST   /categories/v1/categories/query               VMAK  CATEGORIES.CATEGORY_READ
GET    /categories/v1/categories/<id>                VMAK  CATEGORIES.CATEGORY_READ
GET    /categories/v1/categories/slug/<slug>         VMAK  CATEGORIES.CATEGORY_READ
GET    /ecom/v2/carts/current                        VM--  ecom:v2:cart:get_current_cart
POST   /ecom/v2/carts/current                        VM--  ecom:v2:cart:create_current_cart
PATCH  /ecom/v2/carts/current                        VM--  ecom:v2:cart:update_current_cart
DELETE /ecom/v2/carts/current                        VM--  ecom:v2:cart:delete_current_cart
POST   /ecom/v2/carts/current/add-line-items         VM--  ecom:v2:cart:add_line_items_to_current_cart
POST   /ecom/v2/carts/current/update-line-items      VM--  ecom:v2:cart:update_line_items_in_current_cart
POST   /ecom/v2/carts/current/remove-line-items      VM--  ecom:v2:cart:remove_line_items_from_current_cart
POST   /ecom/v2/carts/current/add-coupon             VM--  ecom:v2:cart:add_coupon_to_current_cart
POST   /ecom/v2/carts/current/remove-coupon          VM--  ecom:v2:cart:remove_coupon_from_current_cart
POST   /ecom/v2/carts/current/set-delivery-method    VM--  ecom:v2:cart:set_delivery_method_for_current_cart
POST   /ecom/v2/carts/current/remove-delivery-method VM--  ecom:v2:cart:remove_delivery_method_from_current_cart
POST   /ecom/v2/carts/current/calculate              VM--  ecom:v2:cart:calculate_current_cart
POST   /ecom/v2/carts/current/estimate               VM--  ecom:v2:cart:estimate_current_cart
POST   /ecom/v2/carts/current/refresh                VM--  ecom:v2:cart:refresh_current_cart
GET    /ecom/v2/carts/<id>                           VMAK  ecom:v2:cart:get_cart
POST   /ecom/v2/carts/<id>/get-checkout-url          VMAK  ecom:v2:cart:get_checkout_url
POST   /ecom/v1/checkouts                            VMAK  ECOM.MODIFY_CHECKOUTS
GET    /ecom/v1/checkouts/<id>                       VMAK  ECOM.READ_CHECKOUTS
GET    /ecom/v1/checkouts/<id>/checkout-url          VMAK  ECOM.READ_CHECKOUTS
POST   /ecom/v1/orders/search                        -MAK  ECOM.READ_ORDERS                READ_ORDER_FORBIDDEN
POST   /ecom/v1/orders/query                         -MAK  ECOM.READ_ORDERS                READ_ORDER_FORBIDDEN
GET    /ecom/v1/orders/<id>                          -MAK  ECOM.READ_ORDERS                READ_ORDER_FORBIDDEN
GET    /site-properties/v4/properties                --AK  site-settings.view
GET    /apps/v1/instance                             --A-  WIX_DEVELOPERS.MANAGE_APP_INSTANCE
GET    /bookings/v2/services/query                   VMAK  BOOKINGS.SERVICES_READ
POST   /bookings/v2/services/query                   VMAK  BOOKINGS.SERVICES_READ
GET    /_api/bookings/v2/services/query              VMAK  BOOKINGS.SERVICES_READ
POST   /_api/bookings/v2/services/query              VMAK  BOOKINGS.SERVICES_READ
GET    /bookings/v2/services/search                  VMAK  BOOKINGS.SERVICES_READ
POST   /bookings/v2/services/search                  VMAK  BOOKINGS.SERVICES_READ
GET    /_api/bookings/v2/services/search             VMAK  BOOKINGS.SERVICES_READ
POST   /_api/bookings/v2/services/search             VMAK  BOOKINGS.SERVICES_READ
GET    /bookings/v2/services/count                   VMAK  BOOKINGS.SERVICES_COUNT
POST   /bookings/v2/services/count                   VMAK  BOOKINGS.SERVICES_COUNT
GET    /_api/bookings/v2/services/count              VMAK  BOOKINGS.SERVICES_COUNT
POST   /_api/bookings/v2/services/count              VMAK  BOOKINGS.SERVICES_COUNT
GET    /bookings/v2/services/<id>                    VMAK  BOOKINGS.SERVICES_READ
GET    /_api/bookings/v2/services/<id>               VMAK  BOOKINGS.SERVICES_READ
GET    /bookings/v2/categories/query                 VMAK  BOOKINGS.CATEGORY_READ
POST   /bookings/v2/categories/query                 VMAK  BOOKINGS.CATEGORY_READ
POST   /_api/service-availability/v2/time-slots      VMAK  BOOKINGS.AVAILABILITY_READ_TIME_SLOTS
POST   /_api/service-availability/v2/time-slots/get  VMAK  BOOKINGS.AVAILABILITY_READ_TIME_SLOTS
POST   /_api/service-availability/v2/time-slots/event  VMAK  BOOKINGS.AVAILABILITY_READ
GET    /_api/service-availability/v2/time-slots/event/<event_id>  VMAK  BOOKINGS.AVAILABILITY_READ
POST   /bookings/v2/bookings                         VMAK  BOOKINGS.BOOKING_CREATE
POST   /_api/bookings-service/v2/bookings            VMAK  BOOKINGS.BOOKING_CREATE
POST   /bookings/v2/bookings/<id>/confirm            --AK  BOOKINGS.BOOKING_CONFIRM
POST   /_api/bookings-service/v2/bookings/<id>/confirm  --AK  BOOKINGS.BOOKING_CONFIRM
POST   /bookings/v2/bookings/<id>/cancel             VMAK  BOOKINGS.BOOKING_CANCEL
POST   /_api/bookings-service/v2/bookings/<id>/cancel  VMAK  BOOKINGS.BOOKING_CANCEL
POST   /bookings/v2/bookings/<id>/reschedule         VMAK  BOOKINGS.BOOKING_RESCHEDULE
POST   /_api/bookings-service/v2/bookings/<id>/reschedule  VMAK  BOOKINGS.BOOKING_RESCHEDULE
POST   /_api/bookings-reader/v2/extended-bookings/query  VMAK  BOOKINGS.BOOKING_READ
POST   /bookings/bookings-reader/v2/extended-bookings/query  VMAK  BOOKINGS.BOOKING_READ
POST   /bookings-reader/v2/extended-bookings/query   VMAK  BOOKINGS.BOOKING_READ
GET    /v3/posts/query                               VMAK  BLOG.READ-PUBLICATION
POST   /v3/posts/query                               VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/posts/query                          VMAK  BLOG.READ-PUBLICATION
POST   /blog/v3/posts/query                          VMAK  BLOG.READ-PUBLICATION
GET    /v3/posts                                     VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/posts                                VMAK  BLOG.READ-PUBLICATION
GET    /v3/posts/<id>                                VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/posts/<id>                           VMAK  BLOG.READ-PUBLICATION
GET    /v3/posts/slugs/<slug>                        VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/posts/slugs/<slug>                   VMAK  BLOG.READ-PUBLICATION
GET    /v3/posts/<id>/metrics                        VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/posts/<id>/metrics                   VMAK  BLOG.READ-PUBLICATION
GET    /blog/v2/stats/posts/total                    VMAK  BLOG.READ-PUBLICATION
GET    /blog/v3/categories/query                     VMAK  BLOG.READ-CATEGORY
POST   /blog/v3/categories/query                     VMAK  BLOG.READ-CATEGORY
GET    /blog/v3/categories                           VMAK  BLOG.READ-CATEGORY
GET    /blog/v3/categories/<id>                      VMAK  BLOG.READ-CATEGORY
GET    /blog/v3/categories/slugs/<slug>              VMAK  BLOG.READ-CATEGORY
GET    /v3/tags/query                                VMAK  BLOG.READ_TAG
POST   /v3/tags/query                                VMAK  BLOG.READ_TAG
GET    /blog/v3/tags/query                           VMAK  BLOG.READ_TAG
POST   /blog/v3/tags/query                           VMAK  BLOG.READ_TAG
GET    /v3/tags/<id>                                 VMAK  BLOG.READ_TAG
GET    /blog/v3/tags/<id>                            VMAK  BLOG.READ_TAG
GET    /v3/tags/slugs/<slug>                         VMAK  BLOG.READ_TAG
GET    /blog/v3/tags/slugs/<slug>                    VMAK  BLOG.READ_TAG
GET    /wix-data/v2/items/query                      VMAK  WIX_DATA.READ_ITEM
POST   /wix-data/v2/items/query                      VMAK  WIX_DATA.READ_ITEM
POST   /wix-data/v2/items/count                      VMAK  WIX_DATA.READ_ITEM
GET    /wix-data/v2/items/<id>                       VMAK  WIX_DATA.READ_ITEM
POST   /wix-data/v2/items                            VMAK  WIX_DATA.INSERT_ITEM
PUT    /wix-data/v2/items/<id>                       VMAK  WIX_DATA.UPDATE_ITEM
POST   /wix-data/v2/items/update                     VMAK  WIX_DATA.UPDATE_ITEM
POST   /wix-data/v2/items/save                       VMAK  WIX_DATA.UPDATE_ITEM
DELETE /wix-data/v2/items/<id>                       VMAK  WIX_DATA.REMOVE_ITEM
POST   /wix-data/v2/items/remove                     VMAK  WIX_DATA.REMOVE_ITEM
POST   /wix-data/v2/bulk/items/insert                VMAK  WIX_DATA.INSERT_ITEM
POST   /wix-data/v2/bulk/items/update                VMAK  WIX_DATA.UPDATE_ITEM
POST   /wix-data/v2/bulk/items/save                  VMAK  WIX_DATA.UPDATE_ITEM
POST   /wix-data/v2/bulk/items/remove                VMAK  WIX_DATA.REMOVE_ITEM
POST   /contacts/v4/contacts/query                   --AK  CONTACTS.VIEW
GET    /contacts/v4/contacts/<id>                    --AK  CONTACTS.VIEW
POST   /contacts/v4/contacts                         --AK  CONTACTS.MODIFY
PATCH  /contacts/v4/contacts/<id>                    --AK  CONTACTS.MODIFY
DELETE /contacts/v4/contacts/<id>                    --AK  CONTACTS.MODIFY
GET    /contacts/v5/contacts/query                   --AK  CONTACTS.CONTACT_READ
POST   /contacts/v5/contacts/query                   --AK  CONTACTS.CONTACT_READ
GET    /contacts/v5/contacts/<id>                    --AK  CONTACTS.CONTACT_READ
POST   /contacts/v5/contacts                         --AK  CONTACTS.CONTACT_CREATE
PATCH  /contacts/v5/contacts/<id>                    --AK  CONTACTS.CONTACT_UPDATE
DELETE /contacts/v5/contacts/<id>                    --AK  CONTACTS.CONTACT_DELETE
POST   /oauth-app/v1/oauth-apps/query                --AK  OAUTH_APP.APP_READ
GET    /oauth-app/v1/oauth-apps/<id>                 --AK  OAUTH_APP.APP_READ
POST   /oauth-app/v1/oauth-apps                      --AK  OAUTH_APP.APP_CREATE
PATCH  /oauth-app/v1/oauth-apps/<id>                 --AK  OAUTH_APP.APP_UPDATE
DELETE /oauth-app/v1/oauth-apps/<id>                 --AK  OAUTH_APP.APP_DELETE
POST   /oauth-app/v1/oauth-apps/<id>/generate-secret --AK  OAUTH_APP.APP_UPDATE
GET    /site-media/v1/files                          --AK  MEDIA.SITE_MEDIA_FILES_LIST
GET    /site-media/v1/files/get-file-by-id           --AK  MEDIA.SITE_MEDIA_FILES_READ
POST   /site-media/v1/files/get-files                --AK  MEDIA.SITE_MEDIA_FILES_READ
POST   /site-media/v1/files/generate-upload-url      --AK  MEDIA.SITE_MEDIA_FILES_UPLOAD
"""  # noqa: E501 - a table is read across

LETTERS = {"V": Role.VISITOR, "M": Role.MEMBER, "A": Role.APP, "K": Role.ADMIN}


@dataclass(frozen=True, slots=True)
class Permission:
    """One row of the table."""

    callers: frozenset[Role]
    name: str
    code: str = "PERMISSION_DENIED"

    def check(self, role: Role, granted: frozenset[str]) -> None:
        """Raise Wix's 403 unless *role* may call; *granted* is what the app was given."""
        lacks_scope = role is Role.APP and self.name not in granted
        if role not in self.callers or lacks_scope:
            message = f"The {role} lacks the permission {self.name}."
            raise WixError(403, message, code=self.code, data={"permission": self.name})


def _parse(table: str) -> dict[tuple[str, str], Permission]:
    rows = {}
    for line in table.strip().splitlines():
        verb, path, letters, *rest = line.split()
        callers = frozenset(LETTERS[letter] for letter in letters if letter != "-")
        rows[verb, path] = Permission(callers, *rest)
    return rows


PERMISSIONS = _parse(TABLE)

#: All that an app can be given.
OF_APPS = frozenset(one.name for one in PERMISSIONS.values() if Role.APP in one.callers)
