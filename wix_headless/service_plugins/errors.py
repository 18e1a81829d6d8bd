"""
The refusals that Wix knows, each a class with its code and status.

``tools/build_plugins.py`` writes this file from the catalogue.
"""

from __future__ import annotations

from wix_headless.service_plugins.plugin_error import PluginError

__all__ = [
    "AlgorithmNotSupportedError",
    "AlreadyRedeemedError",
    "AlreadyVoidedError",
    "BadRequestError",
    "CollectionAlreadyExistsError",
    "CollectionChangeNotSupportedError",
    "CollectionNotFoundError",
    "CouponDoesNotExistError",
    "CouponHasExpiredError",
    "CouponIsDisabledError",
    "CouponIsNotActiveYetError",
    "CouponLimitPerCustomerExceededError",
    "CouponUsageExceededError",
    "CurrencyNotSupportedError",
    "DecrementNotPossibleError",
    "GenericShippingRatesError",
    "GiftCardDisabledError",
    "GiftCardExpiredError",
    "GiftCardNotFoundError",
    "IncrementNotPossibleError",
    "InsufficientBalanceError",
    "InsufficientFundsError",
    "InvalidAddressError",
    "InvalidPostalCodeError",
    "InvalidSelectionError",
    "ItemAlreadyExistsError",
    "ItemAppIdNotSupportedError",
    "ItemNotFoundError",
    "MembershipAlreadyChargedError",
    "MembershipCannotBeUsedError",
    "MembershipDoesNotApplyToItemError",
    "MissingCurrencyError",
    "MissingPostalCodeError",
    "ProviderNotFoundError",
    "ReferenceAlreadyExistsError",
    "ReferenceNotFoundError",
    "SortingError",
    "TransactionAlreadyVoidedError",
    "TransactionCannotBeVoidedError",
    "TransactionNotFoundError",
    "ValidationError",
]


class AlgorithmNotSupportedError(PluginError):
    """ECOM_RECOMMENDATIONS_PROVIDER."""

    code = "ALGORITHM_NOT_SUPPORTED"
    status = 400


class AlreadyRedeemedError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "ALREADY_REDEEMED"
    status = 409


class AlreadyVoidedError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "ALREADY_VOIDED"
    status = 409


class BadRequestError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "BAD_REQUEST"
    status = 400


class CollectionAlreadyExistsError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "COLLECTION_ALREADY_EXISTS"
    status = 409


class CollectionChangeNotSupportedError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "COLLECTION_CHANGE_NOT_SUPPORTED"
    status = 400


class CollectionNotFoundError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "COLLECTION_NOT_FOUND"
    status = 404


class CouponDoesNotExistError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_DOES_NOT_EXIST"
    status = 404


class CouponHasExpiredError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_HAS_EXPIRED"
    status = 428


class CouponIsDisabledError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_IS_DISABLED"
    status = 428


class CouponIsNotActiveYetError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_IS_NOT_ACTIVE_YET"
    status = 428


class CouponLimitPerCustomerExceededError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"
    status = 428


class CouponUsageExceededError(PluginError):
    """ECOM_DISCOUNTS."""

    code = "ERROR_COUPON_USAGE_EXCEEDED"
    status = 428


class CurrencyNotSupportedError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "CURRENCY_NOT_SUPPORTED"
    status = 400


class DecrementNotPossibleError(PluginError):
    """ECOM_INVENTORY."""

    code = "DECREMENT_NOT_POSSIBLE"
    status = 428


class GenericShippingRatesError(PluginError):
    """ECOM_SHIPPING_RATES."""

    code = "GENERIC_ERROR"
    status = 400


class GiftCardDisabledError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "GIFT_CARD_DISABLED"
    status = 428


class GiftCardExpiredError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "GIFT_CARD_EXPIRED"
    status = 428


class GiftCardNotFoundError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "GIFT_CARD_NOT_FOUND"
    status = 404


class IncrementNotPossibleError(PluginError):
    """ECOM_INVENTORY."""

    code = "INCREMENT_NOT_POSSIBLE"
    status = 428


class InsufficientBalanceError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "INSUFFICIENT_BALANCE"
    status = 428


class InsufficientFundsError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "INSUFFICIENT_FUNDS"
    status = 428


class InvalidAddressError(PluginError):
    """ECOM_SHIPPING_RATES."""

    code = "PARTIAL_ADDRESS"
    status = 400


class InvalidPostalCodeError(PluginError):
    """ECOM_SHIPPING_RATES."""

    code = "INVALID_POSTAL_CODE"
    status = 400


class InvalidSelectionError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "INVALID_SELECTION"
    status = 400


class ItemAlreadyExistsError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "ITEM_ALREADY_EXISTS"
    status = 409


class ItemAppIdNotSupportedError(PluginError):
    """ECOM_RECOMMENDATIONS_PROVIDER."""

    code = "ITEM_APP_ID_NOT_SUPPORTED"
    status = 400


class ItemNotFoundError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "ITEM_NOT_FOUND"
    status = 404


class MembershipAlreadyChargedError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "MEMBERSHIP_ALREADY_CHARGED"
    status = 409


class MembershipCannotBeUsedError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "MEMBERSHIP_CANNOT_BE_CHARGED"
    status = 428


class MembershipDoesNotApplyToItemError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "MEMBERSHIP_DOES_NOT_APPLY_TO_ITEM"
    status = 400


class MissingCurrencyError(PluginError):
    """GIFT_CARDS_PROVIDER."""

    code = "MISSING_CURRENCY"
    status = 428


class MissingPostalCodeError(PluginError):
    """ECOM_SHIPPING_RATES."""

    code = "MISSING_POSTAL_CODE"
    status = 400


class ProviderNotFoundError(PluginError):
    """AUTOMATIONS_TRIGGER_PROVIDER."""

    code = "PROVIDER_NOT_FOUND"
    status = 404


class ReferenceAlreadyExistsError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "REFERENCE_ALREADY_EXISTS"
    status = 409


class ReferenceNotFoundError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "REFERENCE_NOT_FOUND"
    status = 404


class SortingError(PluginError):
    """STAFF_SORTING_PROVIDER."""

    code = "SORTING_ERROR"
    status = 400


class TransactionAlreadyVoidedError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "TRANSACTION_ALREADY_VOIDED"
    status = 409


class TransactionCannotBeVoidedError(PluginError):
    """ECOM_MEMBERSHIPS."""

    code = "TRANSACTION_CANNOT_BE_VOIDED"
    status = 428


class TransactionNotFoundError(PluginError):
    """ECOM_MEMBERSHIPS, GIFT_CARDS_PROVIDER."""

    code = "TRANSACTION_NOT_FOUND"
    status = 404


class ValidationError(PluginError):
    """EXTERNAL_DATABASE_PROVIDER."""

    code = "VALIDATION_ERROR"
    status = 400
